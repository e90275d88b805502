/** Which engine a stack belongs to: engine.json in its folder. */
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import { writeWhole } from "../../components/local/supervisor/files.ts";
import type { EngineName } from "./types.ts";

export interface Owner {
  version: 1;
  engine: EngineName;
}

/** @throws TRB_STACK_VERSION when a newer Tributary wrote the folder */
export function readOwner(folder: StackFolder): Owner | undefined {
  const path = folder.path("engine.json");
  if (!existsSync(path)) return undefined;
  const owner = JSON.parse(readFileSync(path, "utf8")) as Owner;
  if (owner.version !== 1) {
    throw new TributaryError(
      "TRB_STACK_VERSION",
      `The folder of stack ${folder.stack} is of a newer Tributary (version ${String(owner.version)}, this one knows 1): use that one.`,
    );
  }
  return owner;
}

/**
 * Refuses a stack of the other engine, or takes it over: its state is put aside, and as the provider's create adopts what is
 * there, the next `up` finds everything again.
 * @returns whether the stack was taken over
 * @throws TRB_STACK_ENGINE
 */
export function claim(folder: StackFolder, engine: EngineName, adopt: boolean, write: boolean): boolean {
  const owner = readOwner(folder);
  const other = owner !== undefined && owner.engine !== engine;
  if (other && !adopt) {
    throw new TributaryError(
      "TRB_STACK_ENGINE",
      `Stack ${folder.stack} belongs to the ${owner.engine} engine, and this is the ${engine} one.`,
      { hint: `Use --engine ${owner.engine}, or take the stack over with \`up --engine ${engine} --adopt\`.` },
    );
  }
  if (!write) return other;
  if (other) {
    putAside(folder, stateOf[owner.engine]);
    // Left from the last time that the stack changed hands, and out of date since.
    putAside(folder, stateOf[engine]);
  }
  if (other || !owner) writeWhole(folder.path("engine.json"), JSON.stringify({ version: 1, engine } satisfies Owner));
  return other;
}

const stateOf: Record<EngineName, string> = { embedded: "state.json", pulumi: "pulumi" };

function putAside(folder: StackFolder, name: string): void {
  if (!existsSync(folder.path(name))) return;
  rmSync(folder.path(`${name}.former`), { recursive: true, force: true });
  renameSync(folder.path(name), folder.path(`${name}.former`));
}

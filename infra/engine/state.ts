/** What the engine knows of a stack between runs: state.json in the stack's folder, encrypted whole, written after every step. */
import { existsSync, readFileSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import { privateFolder, writeWhole } from "../../components/local/supervisor/files.ts";
import { decrypt, encrypt, type Key, makeKey, newSalt } from "./encryption.ts";
import type { Properties } from "./values.ts";

export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id: string;
  inputs: Properties;
  outputs: Properties;
  parent: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  deletedWith: string;
  /** Rises with each creation. */
  sequence: number;
  /** "create": an interrupted run was creating it. "delete": it was replaced, and the former one is still to be deleted. */
  pending?: "create" | "delete";
}

export interface State {
  stack: string;
  project: string;
  resources: ResourceState[];
}

interface File {
  format: "tributary-state";
  version: 1;
  salt: string;
  sealed: string;
}
const version = 1;

/** Reads and writes the state of one stack; one run at a time (infra/automation has the lock). */
export class StateFile {
  readonly #path: string;
  readonly #key: Key;
  readonly #salt: string;

  private constructor(path: string, salt: string, key: Key) {
    this.#path = path;
    this.#salt = salt;
    this.#key = key;
  }

  /**
   * Opens the stack's state; an empty one where there is none yet.
   * @throws TRB_STACK_VERSION when a newer Tributary wrote it, TRB_INTERNAL when it cannot be decrypted
   */
  static async open(folder: StackFolder, project: string): Promise<{ file: StateFile; state: State }> {
    const path = folder.path("state.json");
    privateFolder(folder.root);
    const stored = existsSync(path) ? parse(path) : undefined;
    const salt = stored?.salt ?? newSalt();
    const key = await makeKey(folder, salt, stored === undefined);
    const file = new StateFile(path, salt, key);
    if (!stored) return { file, state: { stack: folder.stack, project, resources: [] } };
    return { file, state: JSON.parse(decrypt(key, stored.sealed, path)) as State };
  }

  write(state: State): void {
    const file: File = {
      format: "tributary-state",
      version,
      salt: this.#salt,
      sealed: encrypt(this.#key, JSON.stringify(state)),
    };
    try {
      writeWhole(this.#path, `${JSON.stringify(file)}\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      throw new TributaryError(
        "TRB_DISK_FULL",
        `The state of the stack cannot be written: no room is left for ${this.#path}.`,
        {
          hint: "Make room and run the same command again.",
          cause: error,
        },
      );
    }
  }
}

function parse(path: string): File {
  let file: Partial<File>;
  try {
    file = JSON.parse(readFileSync(path, "utf8")) as Partial<File>;
  } catch (error) {
    throw new TributaryError("TRB_INTERNAL", `The state ${path} is not JSON.`, { cause: error });
  }
  if (file.version !== version) {
    throw new TributaryError(
      "TRB_STACK_VERSION",
      `The state ${path} was written by another Tributary (version ${String(file.version)} of the file, this one knows ${version}): use that one.`,
    );
  }
  return file as File;
}

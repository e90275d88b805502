/**
 * AWS' own descriptions of its services, as its SDK for Python carries them: what each operation takes.
 * One wheel of a pinned version and checksum, fetched once into the project's cache; botocore itself is not run.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { builtOnce } from "../../kubernetes/control-plane/go.ts";
import type { Model } from "./model.ts";

const run = promisify(execFile);

/** Apache-2.0; looked up 2026-11-27. */
export const BOTOCORE = {
  version: "1.44.8",
  sha256: "76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043",
};

export interface Models {
  /** By botocore's name of the service, such as kafka; of its newest version. */
  of(service: string): Model;
}

/** @returns the models, or a sentence that says why there are none here */
export async function modelsOrReason(): Promise<Models | string> {
  if (findOnPath("python3") === undefined) return "AWS' service models need python3 with pip on PATH.";
  try {
    return readFrom(join(await builtOnce(join("botocore", BOTOCORE.version), fetchInto), "botocore", "data"));
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    // Another file than the one that was looked at is no reason to skip.
    if (/DO NOT MATCH THE HASHES/i.test(said)) throw new Error(`botocore ${BOTOCORE.version}: ${said}`);
    return `AWS' service models need pip and a package index: ${said.trim().split("\n").at(-1)}`;
  }
}

async function fetchInto(folder: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "botocore-"));
  try {
    const list = join(work, "requirements.txt");
    writeFileSync(list, `botocore==${BOTOCORE.version} --hash=sha256:${BOTOCORE.sha256}\n`);
    const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"];
    await run("python3", [...pip, "--only-binary", ":all:", "--dest", work, "--requirement", list]);
    const wheel = readdirSync(work).find((name) => name.endsWith(".whl"))!;
    await run("python3", ["-m", "zipfile", "-e", join(work, wheel), folder]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readFrom(data: string): Models {
  const read = new Map<string, Model>();
  return {
    of(service) {
      const found = read.get(service);
      if (found) return found;
      const folder = join(data, service);
      if (!existsSync(folder)) throw new Error(`botocore ${BOTOCORE.version} has no service ${service}`);
      const newest = readdirSync(folder)
        .filter((name) => /^\d{4}-/.test(name))
        .sort()
        .at(-1)!;
      const model = JSON.parse(String(gunzipSync(readFileSync(join(folder, newest, "service-2.json.gz"))))) as Model;
      read.set(service, model);
      return model;
    },
  };
}

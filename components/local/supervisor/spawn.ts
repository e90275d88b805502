/** Starts one process: its command and environment made out of the spec. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { TributaryError } from "../../errors.ts";
import { compileCache } from "../compile-cache.ts";
import { projectRoot, type StackFolder } from "../folder.ts";
import type { ProcessSpec } from "./api.ts";
import { passedOn } from "./environment.ts";
import { marks } from "./identity.ts";
import { openLog, rotateLog } from "./log-file.ts";
import { supervisorFile } from "./paths.ts";

/** What all that runs here needs: Kafka 4 and the schema registry. */
const javaMinimum = 17;

/**
 * The started process, leader of a group of its own, writing to logs/<name>.log.
 * @throws TRB_PROCESS_FAILED when the program cannot be started, TRB_JAVA_MISSING, TRB_JAVA_TOO_OLD
 */
export async function startProcess(folder: StackFolder, spec: ProcessSpec, stackToken: string): Promise<ChildProcess> {
  const java = spec.command === "java" ? await import("../java/index.ts") : undefined;
  const command = java ? (await java.findJava(javaMinimum)).command : spec.command;
  const place = (text: string): string =>
    text.replaceAll("{stack}", () => folder.root).replaceAll("{project}", () => projectRoot);
  const env = { ...(spec.command === "node" ? compileCache() : {}), ...passedOn(process.env) };
  for (const [name, value] of Object.entries(spec.env)) env[name] = place(value);
  Object.assign(env, { [marks.token]: stackToken, [marks.stack]: folder.stack, [marks.process]: spec.name });
  const args = spec.args.map(place);
  const flags = java ? await java.jvmStartFlagsFor(args) : [];
  const logFile = supervisorFile.log(folder, spec.name);
  rotateLog(logFile);
  const log = openLog(logFile);
  try {
    const child = spawn(command === "node" ? process.execPath : place(command), [...flags, ...args], {
      cwd: folder.root,
      detached: true,
      stdio: ["ignore", log, log],
      env,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    return child;
  } catch (error) {
    throw new TributaryError("TRB_PROCESS_FAILED", `${spec.name} cannot be started: ${(error as Error).message}.`, {
      cause: error,
    });
  } finally {
    closeSync(log);
  }
}

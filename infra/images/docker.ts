/** A Docker engine, by its command. */
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import { TributaryError } from "../../components/errors.ts";

const run = promisify(execFile);

export interface Docker {
  /** Path of the program. */
  command: string;
  env: NodeJS.ProcessEnv;
}

/**
 * The first docker on PATH that can build with BuildKit: one with the plugin buildx, or one from before 23, which has it built in.
 * @param env of the program; DOCKER_HOST in it says which engine. Default: that of this process
 * @throws TributaryError TRB_USAGE when there is none, or none that can
 */
export async function findDocker(env: NodeJS.ProcessEnv = process.env): Promise<Docker> {
  const commands = (env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "docker"))
    .filter(existsSync);
  for (const command of commands) {
    const ask = (...args: string[]) =>
      run(command, args, { env }).then(
        ({ stdout }) => stdout,
        () => "",
      );
    const major = /version (\d+)\./.exec(await ask("--version"))?.[1];
    if (Number(major) < 23 || (await ask("buildx", "version")) !== "")
      return { command, env: { ...env, DOCKER_BUILDKIT: "1" } };
  }
  throw new TributaryError(
    "TRB_USAGE",
    commands.length === 0
      ? "Images are built with Docker, and there is no docker on PATH: install Docker 20.10 or newer."
      : `${commands.join(", ")} cannot build with BuildKit: install the plugin buildx (Debian: docker-buildx-plugin).`,
  );
}

/** Runs to its end. @returns what it wrote to standard output @throws Error with its last lines */
export async function docker({ command, env }: Docker, args: string[]): Promise<string> {
  try {
    return (await run(command, args, { env, maxBuffer: 64 * 1_048_576 })).stdout.trim();
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    const words = stderr.trim().split("\n").slice(-25).join("\n");
    throw new Error(`docker ${args[0]} failed: ${words || message}`, { cause: error });
  }
}

/** bytes of an image as a registry would keep it: its layers, compressed by gzip. Reads all of it. */
export async function compressedBytes({ command, env }: Docker, reference: string): Promise<number> {
  const child = spawn(command, ["save", reference], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  let bytes = 0;
  for await (const chunk of child.stdout.pipe(createGzip())) bytes += (chunk as Buffer).length;
  if ((await ended) !== 0) throw new Error(`docker save ${reference} failed`);
  return bytes;
}

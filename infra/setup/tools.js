// What the parts of the set-up share: messages, npm, a lock. Plain JavaScript for Node 18 and newer.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Downloads, shared by all stacks; the same rule as in components/local/folder.ts. */
export const cache = process.env.TRIBUTARY_CACHE
  ? resolve(process.env.TRIBUTARY_CACHE)
  : join(projectRoot, ".tributary/cache");

/** A failure that the user can do something about: one sentence, no stack. */
export class SetupError extends Error {
  constructor(message, exitCode = 3) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Progress goes to standard error: standard output belongs to what is run. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

const causes = [
  [/EINTEGRITY/, () => "what was downloaded does not have the expected checksum, so nothing was installed"],
  [/ENOSPC|no space left/i, () => "the disk is full"],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network/,
    () => "the npm registry cannot be reached",
  ],
  [/E401|E403|401 |403 /, () => "the npm registry refuses the request"],
  [/E404|ETARGET|404 /, () => "the npm registry does not have one of the packages"],
  [/EACCES|EROFS|EPERM/, () => "a folder cannot be written"],
];

/**
 * Runs npm quietly, on the Node named (default: the one that runs).
 * @returns what it printed
 * @throws SetupError that says what failed and why, as far as npm's output tells
 */
export async function npm(args, purpose, { cwd = projectRoot, node = process.execPath } = {}) {
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
    npm_config_loglevel: "error",
  };
  const child = spawn("npm", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const stop = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
  const code = await new Promise((done, fail) => {
    child.on("close", done);
    child.on("error", (error) =>
      fail(
        error.code === "ENOENT"
          ? new SetupError("npm is not on the PATH, and Tributary is set up with it: install Node with npm.")
          : new SetupError(`npm cannot be started: ${error.message}.`),
      ),
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
  if (code === 0) return out;
  if (code === null) throw new SetupError(`${purpose} was interrupted; the next run goes on.`, 130);
  const cause = causes.find(([pattern]) => pattern.test(err))?.[1]();
  const detail = err
    .split("\n")
    .filter((line) => /npm (error|ERR!)/.test(line) && !/complete log|A complete/.test(line));
  throw new SetupError(
    cause
      ? `${purpose} failed: ${cause}${detail[1] ? ` (${detail[1].replace(/^npm (error|ERR!)\s*/, "")})` : ""}.`
      : `${purpose} failed: npm ended with status ${code}: ${(detail.join(" ") || err).trim().slice(0, 600)}`,
  );
}

/** Runs the work while no other set-up of this project runs; one that died is not waited for. */
export async function withLock(name, work) {
  const lock = join(cache, `${name}.lock`);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    throw new SetupError(`The folder ${cache} cannot be made: ${error.code ?? error.message}.`);
  }
  for (let said = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw new SetupError(`The folder ${cache} cannot be written: ${error.code}.`);
    }
    if (!holderLives(lock)) rmSync(lock, { force: true });
    else {
      if (!said) say("Another set-up is running; waiting for it.");
      said = true;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function holderLives(lock) {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    // An empty file was made a moment ago.
    if (!pid) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

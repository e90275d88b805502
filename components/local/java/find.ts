/** Finds a Java that is new enough: JAVA_HOME, then PATH, then the folders where systems put it. */
import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { TributaryError } from "../../errors.ts";

const run = promisify(execFile);

export interface Java {
  /** Path of the `java` program. */
  command: string;
  /** The feature release: 17, 21, 25 ... */
  version: number;
}

/** Where to look; the default is this machine. */
export interface JavaPlaces {
  env: Record<string, string | undefined>;
  /** Folders whose entries are Java installations. */
  folders: string[];
}

/** Installations lie below these, as they are or in Contents/Home (macOS). */
export const usualFolders = [
  "/usr/lib/jvm",
  "/usr/java",
  "/opt/java",
  "/Library/Java/JavaVirtualMachines",
  "/opt/homebrew/opt",
  "/usr/local/opt",
  join(homedir(), ".sdkman/candidates/java"),
];

/**
 * The first Java of at least `minimum`.
 * @param minimum the oldest feature release that will do, e.g. 17
 * @throws TRB_JAVA_MISSING, TRB_JAVA_TOO_OLD
 */
export async function findJava(
  minimum: number,
  places: JavaPlaces = { env: process.env, folders: usualFolders },
): Promise<Java> {
  const tooOld: Java[] = [];
  const seen = new Set<string>();
  for (const command of candidates(places)) {
    const real = realPathOf(command);
    if (!real || seen.has(real)) continue;
    seen.add(real);
    const version = versionByRelease(real) ?? (await versionByRunning(command));
    if (version === undefined) continue;
    if (version >= minimum) return { command, version };
    tooOld.push({ command, version });
  }
  const best = tooOld.sort((a, b) => b.version - a.version)[0];
  if (best) {
    throw new TributaryError(
      "TRB_JAVA_TOO_OLD",
      `Java ${best.version} at ${best.command} is too old: ${minimum} or newer is needed; install one, or set JAVA_HOME to it.`,
      { details: { found: best, minimum } },
    );
  }
  throw new TributaryError(
    "TRB_JAVA_MISSING",
    `No Java was found (JAVA_HOME, PATH, the system's usual folders): install Java ${minimum} or newer, or set JAVA_HOME to one.`,
    { details: { minimum } },
  );
}

/** The folder that JAVA_HOME would name for this Java. */
export function javaHome(java: Java): string {
  return dirname(dirname(realpathSync(java.command)));
}

function* candidates(places: JavaPlaces): Generator<string> {
  const home = places.env["JAVA_HOME"];
  if (home) yield join(home, "bin/java");
  for (const folder of (places.env["PATH"] ?? "").split(delimiter)) {
    // macOS has a /usr/bin/java that only asks to install one; the real ones are in the usual folders.
    if (folder && !(process.platform === "darwin" && folder === "/usr/bin")) yield join(folder, "java");
  }
  for (const folder of places.folders) {
    for (const entry of entriesOf(folder)) {
      yield join(folder, entry, "bin/java");
      yield join(folder, entry, "Contents/Home/bin/java");
      yield join(folder, entry, "libexec/openjdk.jdk/Contents/Home/bin/java");
    }
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function realPathOf(command: string): string | undefined {
  try {
    accessSync(command, constants.X_OK);
    return realpathSync(command);
  } catch {
    return undefined;
  }
}

/** A JDK's `release` file tells its version without a start of Java (some 40 ms). */
function versionByRelease(realCommand: string): number | undefined {
  // Java 8's program is jre/bin/java, and its release file lies beside jre.
  for (const home of [dirname(dirname(realCommand)), dirname(dirname(dirname(realCommand)))]) {
    try {
      const version = /^JAVA_VERSION="?([^"\n]+)/m.exec(readFileSync(join(home, "release"), "utf8"))?.[1];
      if (version) return featureRelease(version);
    } catch {
      // No such file here.
    }
  }
  return undefined;
}

async function versionByRunning(command: string): Promise<number | undefined> {
  try {
    const { stdout, stderr } = await run(command, ["-version"], { timeout: 20_000 });
    const version = /version "([^"]+)"/.exec(`${stderr}\n${stdout}`)?.[1];
    return version ? featureRelease(version) : undefined;
  } catch {
    return undefined;
  }
}

/** "1.8.0_392" is 8, "17.0.15" is 17, "25-ea" is 25. */
function featureRelease(version: string): number | undefined {
  const [first, second] = version.split(/[._+-]/).map(Number);
  const release = first === 1 ? second : first;
  return release !== undefined && Number.isInteger(release) ? release : undefined;
}

/** What must hold before a local stack is started, found out before anything is: the quick checks first, downloads last. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TributaryError } from "../errors.ts";
import { checkDisk, checkWritable } from "./disk.ts";
import { cacheFolder, projectRoot, type StackFolder } from "./folder.ts";
import { type ArtifactSet, ensureArtifacts, findJava, presentArtifacts, readLock } from "./java/index.ts";
import { connectSupervisor } from "./supervisor/client.ts";
import { holderOf, portProblem, requireFreePort } from "./supervisor/ports.ts";
import { readRecords } from "./supervisor/records.ts";

/** Kafka 4 and Apicurio Registry 2.6 need it. */
export const javaMinimum = 17;

/**
 * Bytes that must be free for the stack. A broker whose disk is full closes its log folder and ends, so there has to be
 * room for its first segments (up to 1 GiB by default), the topics' index files (20 MiB a partition, sparse) and the logs.
 */
export const stackBytes = 1024 ** 3;

/** What a download takes at its worst, as a multiple: Maven's own copy, the checked one, and what an archive unpacks to. */
const downloadFactor = 3;

export interface LocalNeeds {
  artifacts: ArtifactSet[];
  ports: { port: number; key: string }[];
  folder: StackFolder;
  /** Told short lines of what goes on. */
  onProgress: (text: string) => void;
}

/**
 * Checks Node, the folder, free disk, Java and the ports, then downloads what is missing and makes Java's class archives. Starts nothing of the stack.
 * @throws TRB_NODE_UNSUPPORTED, TRB_DISK_FULL, TRB_JAVA_MISSING, TRB_JAVA_TOO_OLD, TRB_PORT_IN_USE, TRB_RUN_FAILED (the folder
 *   cannot be written) and those of ensureArtifacts
 */
export async function preflightLocal(needs: LocalNeeds): Promise<void> {
  checkNode(process.versions.node, nodeRange());
  checkWritable(needs.folder.root);
  checkDisk(needs.folder.root, stackBytes, `stack ${needs.folder.stack}`);
  if (needs.artifacts.length > 0) await findJava(javaMinimum);
  await checkPorts(needs.ports, needs.folder);
  for (const set of needs.artifacts) {
    if (!(await presentArtifacts(set))) {
      checkWritable(cacheFolder());
      const bytes = readLock(set).lock.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
      checkDisk(cacheFolder(), bytes * downloadFactor, `the download of ${set}`);
    }
    await ensureArtifacts(set, needs.onProgress);
  }
  // Loaded when it is needed: it brings Kafka's client.
  const { ensureClassArchive } = await import("./class-archives.ts");
  await Promise.all(needs.artifacts.map((set) => ensureClassArchive(set, needs.onProgress)));
}

/** In the built package, package.json lies above dist. */
export function nodeRange(): string {
  const path = [projectRoot, dirname(projectRoot)].map((folder) => join(folder, "package.json")).find(existsSync)!;
  const { engines } = JSON.parse(readFileSync(path, "utf8")) as {
    engines: { node: string };
  };
  return engines.node;
}

/** @param range as in package.json: comparisons with >= and <, joined by blanks (and) and || (or) */
export function checkNode(version: string, range: string): void {
  const holds = (comparison: string): boolean => {
    const [, operator, bound] = /^(>=|<)(.+)$/.exec(comparison) ?? [];
    const difference = compareVersions(version, bound ?? "0");
    return operator === ">=" ? difference >= 0 : difference < 0;
  };
  if (range.split("||").some((part) => part.trim().split(/\s+/).every(holds))) return;
  throw new TributaryError(
    "TRB_NODE_UNSUPPORTED",
    `Node ${version} is not supported: ${range} is needed; npm run up brings one of its own.`,
    {
      details: { version, range },
    },
  );
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The ports that processes of this very stack hold are as they should be, whether its supervisor lives or not. */
export async function checkPorts(ports: LocalNeeds["ports"], folder: StackFolder): Promise<void> {
  const own = await portsOf(folder);
  const token = readRecords(folder)?.stackToken;
  const problems: TributaryError[] = [];
  for (const { port, key } of ports) {
    if (own.has(port) || !(await portProblem(port))) continue;
    if (token !== undefined && (await holderOf(port))?.stackToken === token) continue;
    await requireFreePort(port, key, `stack ${folder.stack}`).catch((error: TributaryError) => problems.push(error));
  }
  const [first, ...more] = problems;
  if (!first) return;
  if (more.length === 0) throw first;
  const others = more.map(({ details }) => `${details["port"]} (${details["key"]})`).join(", ");
  throw new TributaryError(first.code, first.message, {
    hint: `Taken as well: ${others}.`,
    details: { ...first.details, problems: problems.map((problem) => problem.details) },
  });
}

async function portsOf(folder: StackFolder): Promise<Set<number>> {
  const supervisor = await connectSupervisor(folder);
  const processes = supervisor ? (await supervisor.status()).processes : [];
  return new Set(processes.filter((one) => one.pid !== null).flatMap((one) => Object.values(one.ports)));
}

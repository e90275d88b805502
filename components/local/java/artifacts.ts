/** The jars of a set in the cache: downloaded once, checked against the lock, and complete or not there at all. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TributaryError } from "../../errors.ts";
import { cacheFolder } from "../folder.ts";
import { lockWhenFree } from "../kernel-lock.ts";
import { unpack } from "./archive.ts";
import { type ArtifactSet, fileName, type Lock, readLock } from "./lock-file.ts";
import { download } from "./maven.ts";
import { sha512, stampedFiles, writeStamp } from "./stamp.ts";

export interface Artifacts {
  /** Where the files lie; for the registry the unpacked archive. */
  folder: string;
  /** Absolute paths of all jars. */
  classpath: string[];
}

/**
 * The files of a set, downloaded when they are not in the cache. A warm look takes a few milliseconds.
 * For the Kafka sets KAFKA_HOME is used instead when it holds that very version, and what brokers tell Prometheus by.
 * @param onProgress told one short line now and then
 * @throws TRB_MAVEN_MISSING, TRB_NETWORK, TRB_CHECKSUM, TRB_DISK_FULL, TRB_JAVA_MISSING
 */
export async function ensureArtifacts(
  set: ArtifactSet,
  onProgress: (text: string) => void = () => {},
): Promise<Artifacts> {
  const own = ofKafkaHome(set, onProgress);
  if (own) return own;
  const { lock, hash } = readLock(set);
  const folder = cacheFolder("java", set);
  let files = await stampedFiles(folder, hash);
  if (!files) {
    mkdirSync(cacheFolder("java"), { recursive: true });
    const held = await lockWhenFree(cacheFolder("java", `${set}.lock`), () =>
      onProgress(`${set}: another process is downloading it`),
    );
    try {
      // Whoever held the lock before may have done it all.
      files = await stampedFiles(folder, hash);
      if (!files) {
        await fill(set, lock, hash, folder, onProgress);
        files = (await stampedFiles(folder, hash)) ?? [];
      }
    } catch (error) {
      throw diskFull(error, folder);
    } finally {
      held.release();
    }
  }
  return { folder, classpath: jarsOf(files) };
}

/** The files of a set when they are all there, else undefined; downloads nothing. */
export async function presentArtifacts(set: ArtifactSet): Promise<Artifacts | undefined> {
  const own = ofKafkaHome(set, () => {});
  if (own) return own;
  const folder = cacheFolder("java", set);
  const files = await stampedFiles(folder, readLock(set).hash);
  return files && { folder, classpath: jarsOf(files) };
}

function jarsOf(files: string[]): string[] {
  return files.filter((file) => file.endsWith(".jar")).sort();
}

async function fill(
  set: ArtifactSet,
  lock: Lock,
  hash: string,
  folder: string,
  onProgress: (text: string) => void,
): Promise<void> {
  for (const left of readdirSync(cacheFolder("java"))) {
    // What a killed download left; the lock is ours, so no live one owns it.
    if (left.startsWith(`.${set}-`)) rmSync(cacheFolder("java", left), { recursive: true, force: true });
  }
  const work = mkdtempSync(cacheFolder("java", `.${set}-`));
  try {
    await download(set, lock.artifacts, work, onProgress);
    onProgress(`${set}: checking ${lock.artifacts.length} checksums`);
    await verify(set, lock, join(work, "files"));
    for (const artifact of lock.artifacts) {
      if (artifact.type !== "tar.gz") continue;
      onProgress(`${set}: unpacking`);
      await unpack(join(work, "files", fileName(artifact)), join(work, "files"));
    }
    await writeStamp(join(work, "files"), hash);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, "files"), folder);
    onProgress(`${set}: complete`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @throws TRB_CHECKSUM at the first file that differs from the lock or is missing */
export async function verify(set: string, lock: Lock, folder: string): Promise<void> {
  for (const artifact of lock.artifacts) {
    const name = fileName(artifact);
    const path = join(folder, name);
    const found = existsSync(path) ? await sha512(path) : "no file";
    if (found === artifact.sha512) continue;
    throw new TributaryError(
      "TRB_CHECKSUM",
      `The checksum of ${name} (${set}) differs: the lock says sha512 ${artifact.sha512.slice(0, 12)}..., the download has ${found.slice(0, 12)}${found.length > 12 ? "..." : ""}; it is not used.`,
      {
        hint: `Remove ${artifact.artifactId} ${artifact.version} from Maven's local repository and start again; if it stays so, the repository or mirror serves a different file.`,
        details: { file: name, expected: artifact.sha512, found },
      },
    );
  }
}

function ofKafkaHome(set: ArtifactSet, onProgress: (text: string) => void): Artifacts | undefined {
  const home = process.env["KAFKA_HOME"];
  if (!home || !set.startsWith("kafka-")) return undefined;
  const version = set.slice("kafka-".length);
  const libs = join(home, "libs");
  const jars = existsSync(libs)
    ? readdirSync(libs)
        .filter((name) => name.endsWith(".jar"))
        .sort()
    : [];
  if (jars.includes(`kafka_2.13-${version}.jar`) && jars.some((jar) => jar.startsWith("metrics-reporter-")))
    return { folder: libs, classpath: jars.map((name) => join(libs, name)) };
  onProgress(`${set}: KAFKA_HOME holds no Kafka ${version} with Strimzi's metrics-reporter and is not used`);
  return undefined;
}

function diskFull(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new TributaryError(
    "TRB_DISK_FULL",
    `The disk is full, so ${folder} could not be written: free some space and start again.`,
    { cause: error },
  );
}

/**
 * Run while an image is built: the files of a lock, from a Maven repository by HTTP, each checked against the lock.
 * Usage: fetch-files.ts SET FOLDER REPOSITORY
 */
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { unpack } from "../../components/local/java/archive.ts";
import { verify } from "../../components/local/java/artifacts.ts";
import { type ArtifactSet, fileName, type LockedArtifact, readLock } from "../../components/local/java/lock-file.ts";

/** Requests at a time. */
const AT_ONCE = 8;
const TRIES = 3;

async function fetchSet(set: ArtifactSet, folder: string, repository: string): Promise<void> {
  const { lock } = readLock(set);
  mkdirSync(folder, { recursive: true });
  const waiting = [...lock.artifacts];
  const fetchNext = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await fetchFile(next, folder, repository);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  await verify(set, lock, folder);
  for (const artifact of lock.artifacts)
    if (artifact.type === "tar.gz") await unpack(join(folder, fileName(artifact)), folder);
  process.stdout.write(`${set}: ${lock.artifacts.length} files as the lock has them\n`);
}

async function fetchFile(artifact: LockedArtifact, folder: string, repository: string): Promise<void> {
  const { groupId, artifactId, version } = artifact;
  const path = [...groupId.split("."), artifactId, version, fileName(artifact)].map(encodeURIComponent).join("/");
  const url = `${repository.replace(/\/+$/, "")}/${path}`;
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await fetch(url);
      if (!answer.ok || answer.body === null) throw new Error(`status ${answer.status}`);
      await pipeline(Readable.fromWeb(answer.body), createWriteStream(join(folder, fileName(artifact))));
      return;
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      if (tries === TRIES) throw new Error(`${url} cannot be fetched: ${cause?.code ?? message}.`, { cause: error });
    }
  }
}

const [set = "", folder = "", repository = ""] = process.argv.slice(2);
await fetchSet(set as ArtifactSet, folder, repository).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

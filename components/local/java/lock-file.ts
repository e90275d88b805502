/** The committed locks: every file of a set with its Maven coordinates and sha512, so that nothing is resolved when a stack starts. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The sets that there are, a lock file each in locks/. No stack needs kafka-4.1.2, bench-4.3.1, jmx-exporter-1.0.1 and those of search
 * engines: they are for `npm run test:matrix`, `npm run bench` and the tests of monitoring and logging.
 */
export const artifactSets = [
  "kafka-4.4.0",
  "kafka-4.1.2",
  "kafka-3.9.2",
  "registry-2.6.13",
  "bench-4.3.1",
  "jmx-exporter-1.0.1",
  "opensearch-3.8.0",
  "elasticsearch-9.5.3",
] as const;
export type ArtifactSet = (typeof artifactSets)[number];

export interface LockedArtifact {
  groupId: string;
  artifactId: string;
  version: string;
  classifier?: string;
  type: string;
  bytes: number;
  /** hexadecimal */
  sha512: string;
}

export interface Lock {
  set: string;
  /** What the closure was made of, by `lock.ts`. */
  roots: string[];
  artifacts: LockedArtifact[];
}

/** The lock of a set and a hash of what it says, which tells whether the cache was made from it. */
export function readLock(set: ArtifactSet): { lock: Lock; hash: string } {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, "locks", `${set}.json`), "utf8")) as Lock;
  return { lock, hash: createHash("sha256").update(JSON.stringify(lock.artifacts)).digest("hex") };
}

/** The name that Maven gives the file. */
export function fileName(artifact: LockedArtifact): string {
  const classifier = artifact.classifier ? `-${artifact.classifier}` : "";
  return `${artifact.artifactId}-${artifact.version}${classifier}.${artifact.type}`;
}

/**
 * Java's class data sharing: an archive of the classes that a program loads, parsed and verified beforehand. With it a
 * broker starts in about 60 % of the time and half the processor time, the schema registry in half of both
 * (docs/verification.md). It is made once for each set and Java, by a run of the program itself (training.ts).
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../folder.ts";
import { lockWhenFree } from "../kernel-lock.ts";
import { type Artifacts, ensureArtifacts, presentArtifacts } from "./artifacts.ts";
import { findJava, type Java, javaHome } from "./find.ts";
import { type ArtifactSet, artifactSets } from "./lock-file.ts";
import { type TrainingProgram, train } from "./training.ts";

/** Programs run on this Java or a newer one. */
const javaMinimum = 17;

/**
 * Makes the archive when there is none: some 5 s for each set. One that cannot be made is told and not tried again;
 * everything works without it.
 * @param program what is run for it, given an empty folder
 */
export async function ensureSharedArchive(
  set: ArtifactSet,
  program: (folder: string) => Promise<TrainingProgram>,
  onProgress: (text: string) => void = () => {},
): Promise<void> {
  const java = await findJava(javaMinimum);
  const archive = archivePath(set, java, await ensureArtifacts(set, onProgress));
  if (existsSync(archive) || existsSync(failure(archive))) return;
  mkdirSync(archiveFolder(), { recursive: true });
  const lock = await lockWhenFree(join(archiveFolder(), `${set}.lock`), () =>
    onProgress(`${set}: another process prepares Java's start`),
  );
  try {
    if (!existsSync(archive)) await make(set, java, program, archive, onProgress);
  } finally {
    lock.release();
  }
}

/**
 * Flags for `java`, before all others, that make programs of the set start faster; none as long as there is no archive.
 * They only help a program whose class path starts with the set's, in the order of ensureArtifacts, or that is run by
 * `-jar` for the registry. The supervisor adds them by itself at each start, so that they are in no spec.
 */
export async function jvmStartFlags(set: ArtifactSet): Promise<string[]> {
  const artifacts = await presentArtifacts(set);
  if (!artifacts) return [];
  const archive = archivePath(set, await findJava(javaMinimum), artifacts);
  // An archive that does not fit, after an update of Java for instance, is ignored; without the word of that.
  return existsSync(archive)
    ? [`-XX:SharedArchiveFile=${archive}`, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
    : [];
}

/** The flags for a command line: by the set whose folder it mentions. */
export async function jvmStartFlagsFor(args: string[]): Promise<string[]> {
  for (const set of artifactSets) {
    const artifacts = await presentArtifacts(set);
    if (artifacts && args.some((arg) => arg.includes(artifacts.folder))) return jvmStartFlags(set);
  }
  return [];
}

function archiveFolder(): string {
  return cacheFolder("java", "shared-archives");
}

/** What the Java machine checks, too: its own build and each jar's size and time. */
function archivePath(set: ArtifactSet, java: Java, artifacts: Artifacts): string {
  const home = javaHome(java);
  const release = existsSync(join(home, "release")) ? readFileSync(join(home, "release"), "utf8") : "";
  const jars = artifacts.classpath.map((jar) => [jar, statSync(jar).size, statSync(jar).mtimeMs]);
  const key = createHash("sha256")
    .update(JSON.stringify([realpathSync(java.command), release, jars]))
    .digest("hex");
  return join(archiveFolder(), `${set}-${key.slice(0, 16)}.jsa`);
}

function failure(archive: string): string {
  return `${archive}.failed`;
}

async function make(
  set: ArtifactSet,
  java: Java,
  program: (folder: string) => Promise<TrainingProgram>,
  archive: string,
  onProgress: (text: string) => void,
): Promise<void> {
  // Archives of former jars and Javas, and what a killed run left.
  for (const name of readdirSync(archiveFolder())) {
    if (name.startsWith(`${set}-`) || name.startsWith(`.${set}-`))
      rmSync(join(archiveFolder(), name), { recursive: true, force: true });
  }
  const work = mkdtempSync(join(archiveFolder(), `.${set}-`));
  onProgress(`${set}: preparing a faster start of Java, once`);
  try {
    await train(java, await program(work), join(work, "archive.jsa"), work);
    renameSync(join(work, "archive.jsa"), archive);
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    writeFileSync(failure(archive), `${why}\n`);
    onProgress(`${set}: Java starts without a class archive (${why})`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

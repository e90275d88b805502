/** Java and what runs on it: finding it, its jars from a committed lock, and class archives that start it faster. */
export { type Artifacts, ensureArtifacts, presentArtifacts } from "./artifacts.ts";
export { findJava, type Java } from "./find.ts";
export { type ArtifactSet, artifactSets, readLock } from "./lock-file.ts";
export { ensureSharedArchive, jvmStartFlags, jvmStartFlagsFor } from "./shared-archive.ts";
export type { TrainingProgram } from "./training.ts";

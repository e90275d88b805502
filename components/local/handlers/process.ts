/** Any other process of the stack, with the files that it reads: the schema registry, the application, Prometheus. */
import { createHash } from "node:crypto";
import { delimiter, dirname, isAbsolute, normalize } from "node:path";
import { TributaryError } from "../../errors.ts";
import { jsonText } from "../../json-text.ts";
import { projectRoot, type StackFolder } from "../folder.ts";
import { type ArtifactSet, artifactSets, ensureArtifacts } from "../java/index.ts";
import type { ProcessInputs } from "../resources.ts";
import { processStatus, putProcess, removeProcess } from "../supervised.ts";
import type { ProcessSpec } from "../supervisor/api.ts";
import { privateFolder, writeWhole } from "../supervisor/files.ts";
import type { Handler } from "./handler.ts";

interface Outputs {
  process: string;
}

export const process: Handler<ProcessInputs, Outputs> = {
  inputs: [
    "name",
    "kind",
    "command",
    "args",
    "env",
    "ports",
    "portKeys",
    "ready",
    "stopTimeoutMs",
    "files",
    "artifacts",
    "waitReadyMs",
  ],
  replaces: ["name"],
  // The new one may want the former's ports.
  deleteBeforeReplace: true,

  async check(_context, { files }) {
    const outside = Object.keys(files ?? {}).filter((name) => isAbsolute(name) || normalize(name).startsWith(".."));
    return outside.map((name) => ({ property: "files", reason: `"${name}" does not lie below the stack's folder` }));
  },

  async drift({ folder }, { name }) {
    return (await processStatus(folder, name)) === undefined ? ["process"] : [];
  },

  async create({ folder }, inputs) {
    await converge(folder, inputs);
    return { id: inputs.name, outputs: { process: inputs.name } };
  },

  async read({ folder }, _id, state) {
    return (await processStatus(folder, state.name)) === undefined ? undefined : state;
  },

  async update({ folder }, _id, _olds, news) {
    await converge(folder, news);
    return { process: news.name };
  },

  async delete({ folder }, _id, { name }) {
    await removeProcess(folder, name);
  },
};

async function converge(folder: StackFolder, inputs: ProcessInputs): Promise<void> {
  const { files, artifacts, waitReadyMs, ...spec } = inputs;
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, withPlaces(text, folder)]));
  for (const [name, text] of Object.entries(placed)) {
    privateFolder(dirname(folder.path(name)));
    writeWhole(folder.path(name), text);
  }
  const complete: Omit<ProcessSpec, "revision"> = artifacts === undefined ? spec : await withArtifacts(spec, artifacts);
  const revision = createHash("sha256").update(jsonText(placed)).digest("hex").slice(0, 16);
  await putProcess(folder, { ...complete, revision }, waitReadyMs);
}

/** {stack} and {project} in `args` and `env` are the supervisor's to replace. */
function withPlaces(text: string, folder: StackFolder): string {
  return text.replaceAll("{stack}", () => folder.root).replaceAll("{project}", () => projectRoot);
}

async function withArtifacts<T extends Pick<ProcessSpec, "args">>(spec: T, name: string): Promise<T> {
  const set = artifactSets.find((one): one is ArtifactSet => one === name);
  if (!set)
    throw new TributaryError(
      "TRB_INTERNAL",
      `There is no set of artifacts called ${name}: there are ${artifactSets.join(", ")}.`,
    );
  const { folder, classpath } = await ensureArtifacts(set);
  const place = (arg: string) =>
    arg.replaceAll("{artifacts}", () => folder).replaceAll("{classpath}", () => classpath.join(delimiter));
  return { ...spec, args: spec.args.map(place) };
}

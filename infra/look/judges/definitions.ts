/** Strimzi's definitions: v1 is served to who uses them, and nothing older is stored where they are replaced. */
import type { Problem } from "../../settings/problem.ts";
import { strimzi } from "../../versions.ts";
import type { SeenDefinition } from "../look.ts";
import { enumerated, type Judge } from "./judge.ts";

const MODE = "kubernetes.operator.mode";
const VERSION = "v1";
/** Kinds that a stack declares. */
const used = ["kafkas", "kafkanodepools", "kafkatopics", "kafkausers"].map((plural) => `${plural}.kafka.strimzi.io`);

export const definitionProblems: Judge = ({ definitions }, { kubernetes }) => {
  if (definitions === undefined) return [];
  return kubernetes.operator.mode === "present" ? servedProblems(definitions) : storedProblems(definitions);
};

function servedProblems(definitions: SeenDefinition[]): Problem[] {
  const missing = used.filter((name) => !definitions.find((one) => one.name === name)?.served.includes(VERSION));
  if (missing.length === 0) return [];
  return [
    {
      path: MODE,
      given: '"present"',
      allowed: `install, or definitions that serve ${VERSION}, as ${strimzi.servesV1.version} and newer bring them; without it: ${enumerated(missing)}`,
    },
  ];
}

/** The API server takes no definition away in whose version objects may be stored. */
function storedProblems(definitions: SeenDefinition[]): Problem[] {
  const old = definitions
    .map(({ name, stored }) => ({ name, versions: stored.filter((version) => version !== VERSION) }))
    .filter(({ versions }) => versions.length > 0);
  if (old.length === 0) return [];
  return [
    {
      path: MODE,
      given: `"install", which brings definitions of ${VERSION} alone`,
      allowed: `present until every definition stores ${VERSION} alone, which Strimzi's v1-api-conversion (convert-resource, then crd-upgrade) of 0.49 to 0.51 sees to; now ${old.map(({ name, versions }) => `${name} stores ${versions.join(", ")}`).join("; ")}`,
    },
  ];
}

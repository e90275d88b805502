/** How far each resource of a cloud was proven, for docs/verification.md: of those that a stack file declares, by the tests' own data. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import { mappings } from "../aws/models/services/index.ts";
import { requests } from "../support/confluent-api/requests.ts";
import { MISSING } from "./moto/missing.ts";

const LEVELS = {
  sent: "AWS' own description of the request, and sent to a server that plays AWS (moto)",
  model: "AWS' own description of the request; the server that plays AWS does not have it",
  specification: "Confluent's published specification of the request",
  mocks: "types and Pulumi's mocks alone",
} as const;
type Level = keyof typeof LEVELS;

/** A table: a level, and the types of resources that reached it and no further. None reached a real service. */
export function renderLevels(): string {
  const by = Map.groupBy(declared(), levelOf);
  const rows = (Object.keys(LEVELS) as Level[]).flatMap((level) => {
    const types = by.get(level)?.map(shortened) ?? [];
    return types.length === 0 ? [] : [`| ${LEVELS[level]} | ${types.length} | ${types.join(", ")} |`];
  });
  return ["| held against | types | which |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Types of clouds' providers in the golden URNs of all stack files. */
function declared(): string[] {
  const folder = join(projectRoot, "test/golden");
  const urns = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as string[]);
  const types = urns.map((urn) => urn.split("::")[2]!.split("$").at(-1)!);
  return [...new Set(types)].filter((type) => /^(aws|confluentcloud|gcp|azure-native):/.test(type)).sort();
}

function levelOf(type: string): Level {
  const mapping = mappings[type];
  if (mapping && "calls" in mapping) {
    const missing = mapping.calls.some(({ operation }) => MISSING.includes(`${mapping.service}:${operation}`));
    return missing ? "model" : "sent";
  }
  return type in requests ? "specification" : "mocks";
}

/** aws:msk/cluster:Cluster -> aws msk.Cluster */
function shortened(type: string): string {
  const [provider, module, name] = type.split(":") as [string, string, string];
  const of = module.split("/")[0]!;
  return `${provider} ${of === "index" ? "" : `${of}.`}${name}`;
}

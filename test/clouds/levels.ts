/** How far each resource of a cloud was proven, for docs/verification.md: of those that a stack file or a component declares, by the tests' own data. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import { mappings } from "../aws/models/services/index.ts";
import { requests } from "../support/confluent-api/requests.ts";
import { MISSING } from "./moto/missing.ts";

/** Of AWS, declared by components when settings want it, and by no stack file and no part that is sent or held against a description. */
export const NOT_HELD: string[] = [];

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

/** Types of clouds' providers that stack files declare, and those that only other settings would. */
function declared(): string[] {
  return [...new Set([...inStackFiles(), ...imported()])].sort();
}

/** import { Record as DnsRecord } from "@pulumi/aws/route53/record.js" */
const imports = /^import \{([^}]+)\} from "@pulumi\/(aws|confluentcloud|gcp|azure-native)\/([\w/-]+)\.js"/gm;

/** Types whose classes the program imports: functions, arguments, types and providers are none. */
export function imported(): string[] {
  return globSync("{components,infra}/**/*.ts", { cwd: projectRoot }).flatMap((file) =>
    [...readFileSync(join(projectRoot, file), "utf8").matchAll(imports)].flatMap(([, classes, provider, path]) =>
      classes!
        .split(",")
        .map((each) => each.trim().split(" as ")[0]!)
        .filter((name) => /^[A-Z]/.test(name) && name !== "Provider")
        .filter((name) => path!.split("/").at(-1)!.toLowerCase() === name.toLowerCase())
        .map((name) => typeOf(provider!, path!, name)),
    ),
  );
}

/** As the provider's SDK names it: azure-native by folder, confluentcloud in its one module. */
function typeOf(provider: string, path: string, name: string): string {
  if (provider === "azure-native") return `${provider}:${path.split("/")[0]}:${name}`;
  return `${provider}:${path.includes("/") ? path : `index/${path}`}:${name}`;
}

/** In the golden URNs of all stack files. */
export function inStackFiles(): string[] {
  const folder = join(projectRoot, "test/golden");
  const urns = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as string[]);
  const types = urns.map((urn) => urn.split("::")[2]!.split("$").at(-1)!);
  return types.filter((type) => /^(aws|confluentcloud|gcp|azure-native):/.test(type));
}

function levelOf(type: string): Level {
  if (NOT_HELD.includes(type)) return "mocks";
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

/** Stack files with a change, and states of Pulumi as `pulumi stack export` writes them, of what the program declares. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { stringify } from "yaml";
import type { Recording } from "../../../infra/recording/record.ts";
import { recordSettings } from "../../../infra/recording/stack.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import type { Step, Subject, UpgradePlan } from "../../../infra/upgrade/index.ts";
import * as upgrade from "../../../infra/upgrade/index.ts";

export const folder = mkdtempSync(join(tmpdir(), "tributary-upgrade-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const recordings = new Map<string, Promise<Recording>>();

/** Of the stack's file as it is: versions of Kafka and of EKS, which tests change, are not read from what is declared. */
function recorded(stack: string): Promise<Recording> {
  const found = recordings.get(stack) ?? recordSettings(parseSettings(readStackFile(stack)), stack);
  recordings.set(stack, found);
  return found;
}

export const planUpgrade = (stack: string, options: upgrade.UpgradeOptions = {}): Promise<UpgradePlan> =>
  upgrade.planUpgrade(stack, { declare: () => recorded(stack), ...options });

let count = 0;
function written(content: string, ending: string): string {
  count += 1;
  const file = join(folder, `${count}.${ending}`);
  writeFileSync(file, content);
  return file;
}

/** The file of a stack with a change. */
export function changed(stack: string, change: (raw: any) => void): string {
  const raw = readStackFile(stack);
  change(raw);
  const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`tributary:${key}`, value]));
  return written(stringify({ config }), "yaml");
}

/**
 * @param cluster what the outputs say of the cluster
 * @param older inputs by type and path, such as "tributary:scaling:KedaOperator version"
 */
export async function stateOf(
  stack: string,
  cluster: Record<string, unknown>,
  older: Record<string, string> = {},
): Promise<string> {
  const { resources: declared } = await recorded(stack);
  const resources: any[] = structuredClone(declared.map(({ urn, type, inputs }) => ({ urn, type, inputs })));
  for (const [where, version] of Object.entries(older)) {
    const [type, path] = where.split(" ");
    const keys = path!.split(".");
    const holder = keys.slice(0, -1).reduce((at, key) => at[key], resources.find((one) => one.type === type).inputs);
    holder[keys.at(-1)!] = version;
  }
  const root = {
    urn: `urn:pulumi:${stack}::tributary::pulumi:pulumi:Stack::tributary-${stack}`,
    type: "pulumi:pulumi:Stack",
    outputs: { clusters: { primary: { topics: {}, ...cluster } } },
  };
  return written(JSON.stringify({ version: 3, deployment: { resources: [root, ...resources] } }), "json");
}

export function subject(plan: UpgradePlan, id: string): Subject {
  const found = plan.subjects.find((one) => one.id === id);
  if (found === undefined)
    throw new Error(`no subject ${id}; there is ${plan.subjects.map((one) => one.id).join(", ")}`);
  return found;
}

/** Steps as lines: title, and what is set. */
export const told = ({ steps }: UpgradePlan): string[] =>
  steps.map(({ title, settings }: Step) =>
    [title, ...settings.map(({ path, value }) => `${path}=${value ?? "out"}`)].join("; "),
  );

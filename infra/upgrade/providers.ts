/** Pulumi's SDK, its command line and the providers that the stack uses: package.json pins them, Renovate raises them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import { compareVersions } from "../compare-versions.ts";
import type { Context } from "./context.ts";
import type { Source } from "./plan.ts";
import { dependencies, type ReleasePart, release } from "./release.ts";
import { textAt } from "./seen.ts";

const RENOVATE = "a newer one comes with the next release of Tributary (Renovate raises it)";
const CHANGES = "no resource by itself; `preview` tells what the new provider sees otherwise";

/** The version of Pulumi's command line that pipelines install. */
export const pulumiCli = (): string => readFileSync(join(projectRoot, ".pulumi.version"), "utf8").trim();

export function providersPart(context: Context): ReleasePart {
  const part: ReleasePart = { subjects: [], items: [], refused: [] };
  const sdk = dependencies["@pulumi/pulumi"]!;
  add(part, context, { id: "pulumi", title: "Pulumi's SDK", now: sdk, source: "release", target: sdk });
  const cli = pulumiCli();
  if (context.settings.cloud !== "local")
    add(part, context, { id: "pulumi-cli", title: "Pulumi's command line", now: undefined, target: cli });
  for (const name of packagesOf(context)) {
    const target = dependencies[`@pulumi/${name}`]!;
    const now = textAt(context.seen.resources, `pulumi:providers:${name}`, "version");
    add(part, context, { id: `provider-${name}`, title: `Provider ${name}`, now, target });
  }
  return part;
}

/** Of the resources that are declared; of those that package.json has. */
function packagesOf({ declared }: Context): string[] {
  const packages = declared.map(({ type }) => type.replace("pulumi:providers:", "").split(":")[0]!);
  return [...new Set(packages)].filter((name) => name !== "pulumi" && `@pulumi/${name}` in dependencies).sort();
}

interface Provider {
  id: string;
  title: string;
  now: string | undefined;
  /** Default: the state. */
  source?: Source;
  target: string;
}

function add(part: ReleasePart, { asked }: Context, { id, title, now, source = "state", target }: Provider): void {
  const to = asked.get(id);
  const refuse = (version: string, reason: string, instead: string) =>
    part.refused.push({ subject: id, from: now ?? null, to: version, reason, instead, way: [] });
  const order = now === undefined ? 0 : compareVersions(now, target);
  if (to !== undefined && compareVersions(to, target) !== 0)
    refuse(
      to,
      `package.json of Tributary ${release} pins ${title} ${target}`,
      "the next release of Tributary (Renovate raises it)",
    );
  else if (order > 0)
    refuse(
      target,
      `the state was written by ${title} ${now}, which is newer than ${target}`,
      `a Tributary with ${now} or newer`,
    );
  else if (order < 0) part.items.push({ id, title, from: now!, to: target, changes: CHANGES, oneWay: false });
  part.subjects.push({
    id,
    title,
    now: now ?? null,
    source: now === undefined ? null : source,
    target,
    end: null,
    state: part.refused.some(({ subject }) => subject === id) ? "refused" : order < 0 ? "raised" : "next-release",
    what: order < 0 ? `the next \`up\` of Tributary ${release}` : RENOVATE,
  });
}

/** Images that a setting may name: the schema registry, and what carries spans and figures. */
import { compareVersions } from "../compare-versions.ts";
import { registry as apicurio } from "../versions.ts";
import type { Context } from "./context.ts";
import { images } from "./operators.ts";
import { type Draft, type Refusal, ranks, type Subject } from "./plan.ts";
import { type ReleasePart, release } from "./release.ts";
import { ofState, textAt } from "./seen.ts";

type Image = (typeof images)[number];

export function imagesPart(context: Context): ReleasePart & { steps: Draft[] } {
  const part: ReleasePart & { steps: Draft[] } = { subjects: [], items: [], refused: [], steps: [] };
  for (const image of images) {
    const declared = textAt(context.declared, image.type, image.path);
    if (declared !== undefined) add(part, context, image, declared);
  }
  const { settings } = context;
  if (settings.cloud === "local" && settings.registry.enabled && settings.registry.url === undefined)
    addApicurio(part, context);
  return part;
}

function add(part: ReturnType<typeof imagesPart>, context: Context, image: Image, declared: string): void {
  const { id, title, changes, setting, row } = image;
  const there = textAt(context.seen.resources, image.type, image.path);
  const [now, target] = [there && versionOf(there), versionOf(declared)];
  const subject: Subject = {
    id,
    title,
    ...ofState(now),
    target,
    end: null,
    state: "next-release",
    what: isDigest(target)
      ? `${setting} names it; Tributary ${release} was tested with ${row.version}`
      : `Tributary ${release} takes ${target}; ${setting} names another`,
  };
  const asked = context.asked.get(id);
  if (asked !== undefined && !isDigest(target) && compareVersions(asked, target) === 0) subject.state = "current";
  else if (asked !== undefined) {
    const problem = refusal(image, now ?? target, asked);
    if (problem) part.refused.push(problem);
    else part.steps.push(stepOf(image, now ?? target, asked));
    Object.assign(subject, problem ? { state: "refused", what: problem.reason } : { state: "raised", target: asked });
  } else if (now !== undefined && !isDigest(now) && !isDigest(target) && compareVersions(now, target) < 0) {
    Object.assign(subject, { state: "raised", what: `the next \`up\` of Tributary ${release}` });
    part.items.push({ id, title, from: now, to: target, changes, oneWay: false });
  }
  part.subjects.push(subject);
}

/** Another major version has other properties, and was never tried. */
function refusal({ id, title, row }: Image, from: string, to: string): Refusal | undefined {
  if (majorOf(to) === majorOf(row.version) && (isDigest(from) || compareVersions(to, from) >= 0)) return undefined;
  const reason =
    majorOf(to) === majorOf(row.version)
      ? `${title} ${to} is older than ${from}, which runs`
      : `${title} ${to} is another major version than ${row.version}, whose settings Tributary ${release} writes`;
  return { subject: id, from, to, reason, instead: "the next release of Tributary", way: [] };
}

const stepOf = ({ id, title, changes, setting, named, row }: Image, from: string, to: string): Draft => ({
  rank: ranks.images,
  title: `${title} ${from} -> ${to}`,
  subjects: [id],
  settings: [{ path: setting, value: named(to) }],
  changes,
  why: `clients of Kafka come after its brokers; Tributary ${release} was tested with ${row.version}, so try it in development first`,
  back: `${setting} as it was, or taken out`,
  oneWay: false,
});

/** The registry of this machine is locked by checksums. */
function addApicurio(part: ReleasePart, { asked }: Context): void {
  const title = "Apicurio Registry";
  const { version } = apicurio;
  const to = asked.get("registry");
  const refused = to !== undefined && compareVersions(to, version) !== 0;
  const what = `Tributary ${release} starts ${version}, whose files are locked by checksums`;
  part.subjects.push({
    id: "registry",
    title,
    now: version,
    source: "release",
    target: version,
    end: null,
    state: refused ? "refused" : "next-release",
    what,
  });
  if (refused)
    part.refused.push({
      subject: "registry",
      from: version,
      to,
      reason: what,
      instead: "the next release of Tributary; or registry.url, for a registry that is yours",
      way: [],
    });
}

/** Tag without v, or the beginning of a digest. */
export function versionOf(image: string): string {
  const [, digest] = /@(sha256:[0-9a-f]{12})/.exec(image) ?? [];
  return digest ?? /:v?([^:/]+)$/.exec(image)?.[1] ?? image;
}

const isDigest = (version: string): boolean => version.startsWith("sha256:");
const majorOf = (version: string): string | undefined => version.split(".")[0];

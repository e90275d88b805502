/** Charts and operators: this release has one version of each, with the definitions of that version. */
import { compareVersions } from "../compare-versions.ts";
import { operatorProblems } from "../look/judges/operator.ts";
import type { Look } from "../look/look.ts";
import type { KubernetesSettings } from "../look/wanted.ts";
import { sentence } from "../settings/problem.ts";
import type { Settings } from "../settings.ts";
import type { Context } from "./context.ts";
import { endOf } from "./end.ts";
import { operators, type Pinned } from "./operators.ts";
import type { Subject } from "./plan.ts";
import { type ReleasePart, release } from "./release.ts";
import { ofState, textAt } from "./seen.ts";

const NEXT = "comes with the next release of Tributary";

export function operatorsPart(context: Context): ReleasePart {
  const part: ReleasePart = { subjects: [], items: [], refused: [] };
  for (const pinned of operators) {
    const target = textAt(context.declared, pinned.type, pinned.path);
    if (target !== undefined) addDeclared(part, context, pinned, target);
    else if (isPresent(pinned.id, context.settings)) addPresent(part, context, pinned);
  }
  return part;
}

function addDeclared(part: ReleasePart, context: Context, pinned: Pinned, target: string): void {
  const { id, title, lines, changes, own, oneWay = id === "strimzi" } = pinned;
  const { seen, asked, today } = context;
  const now = textAt(seen.resources, pinned.type, pinned.path);
  const subject: Subject = {
    id,
    title,
    ...ofState(now),
    target,
    end: endOf(lines, now ?? target, today),
    state: "next-release",
    what: `Tributary ${release} installs ${target}; a newer one ${NEXT}`,
  };
  const refuse = (to: string, reason: string, instead: string) => {
    Object.assign(subject, { state: "refused", what: reason });
    part.refused.push({ subject: id, from: now ?? null, to, reason, instead, way: [] });
  };
  const to = asked.get(id);
  const lowered = now === undefined ? undefined : loweredReason(context, pinned, now, target);
  if (to !== undefined && compareVersions(to, target) !== 0)
    refuse(
      to,
      `Tributary ${release} installs ${title} ${target}, ${pinned.definitions ? "with definitions of the same version" : "and nothing else is tested"}`,
      own === undefined ? "the next release of Tributary" : `the next release of Tributary; or ${own}`,
    );
  else if (lowered !== undefined) refuse(target, lowered, `a Tributary that installs ${now} or newer`);
  else if (now !== undefined && compareVersions(now, target) < 0) {
    Object.assign(subject, { state: "raised", what: `the next \`up\` of Tributary ${release}` });
    part.items.push({
      id,
      title,
      from: now,
      to: target,
      changes: `${pinned.definitions ? "definitions first, then " : ""}${changes}`,
      oneWay,
    });
  }
  part.subjects.push(subject);
}

/** Undefined: it may be made so. Of Strimzi the look's own judge says it. */
function loweredReason({ settings }: Context, { id, title }: Pinned, now: string, target: string): string | undefined {
  if (id === "strimzi") {
    const { namespace } = (settings as KubernetesSettings).kubernetes.operator;
    const operator = {
      name: "strimzi-cluster-operator",
      namespace: namespace!,
      watches: undefined,
      version: now,
      kafka: [],
    };
    const [problem] = operatorProblems(
      { operators: [operator] } as Partial<Look> as Look,
      settings as KubernetesSettings,
    );
    return problem && sentence(problem);
  }
  return compareVersions(now, target) > 0
    ? `the state has ${title} ${now}, and Tributary ${release} brings ${target}: definitions would be taken away from what uses them`
    : undefined;
}

function addPresent(part: ReleasePart, { asked }: Context, { id, title }: Pinned): void {
  part.subjects.push({
    id,
    title,
    now: null,
    source: null,
    target: null,
    end: null,
    state: "elsewhere",
    what: `whoever runs it raises it, before what only it knows is asked for`,
  });
  const to = asked.get(id);
  if (to !== undefined)
    part.refused.push({
      subject: id,
      from: null,
      to,
      reason: `${title} is there already, and not this stack's`,
      instead: "ask whoever runs it; `preview` looks at what there is",
      way: [],
    });
}

/** Whether the stack uses one that is there. */
function isPresent(id: string, settings: Settings): boolean {
  if (settings.cloud === "local") return false;
  const { kafka, kubernetes, scaling, logging, monitoring, secrets } = settings;
  const of: Record<string, { mode: string } | undefined> = {
    strimzi: kafka.backend === "strimzi" ? kubernetes.operator : undefined,
    keda: scaling.processor === undefined ? undefined : scaling.operator,
    eck: logging.elasticsearch.mode === "off" ? undefined : logging.elasticsearch.operator,
    "external-secrets": secrets.external?.operator,
    "prometheus-stack": monitoring.operator,
  };
  return of[id]?.mode === "present";
}

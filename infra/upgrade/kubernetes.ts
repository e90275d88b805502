/** Kubernetes: a stack's own EKS one minor version at a time, any other by whoever runs it. */
import { compareVersions } from "../compare-versions.ts";
import { eksChangeProblems } from "../settings/checks/aws/eks-changes.ts";
import { settingsProblems } from "../settings.ts";
import { eks as eksDefault, eksLines } from "../versions.ts";
import type { Context } from "./context.ts";
import { endOf } from "./end.ts";
import { operators } from "./operators.ts";
import { type Draft, type Part, ranks, refusalsOf, type Subject } from "./plan.ts";
import type { Hold } from "./release.ts";
import { textAt } from "./seen.ts";
import { wayBetween } from "./way.ts";

const PATH = "aws.eks.version";
const TITLE = "Kubernetes";

export function kubernetesPart(context: Context): Part & { hold: Hold } {
  const { settings } = context;
  if (settings.cloud === "local") return { subjects: [], steps: [], refused: [], hold: { settings: [] } };
  return settings.cloud === "aws" && settings.aws.eks.mode === "create"
    ? ownPart(context, settings.aws.eks)
    : { ...otherPart(context), hold: { settings: [] } };
}

function ownPart(context: Context, { version, support }: { version: string; support: string }): Part & { hold: Hold } {
  const { seen, asked, today } = context;
  const there = textAt(seen.resources, "aws:eks/cluster:Cluster", "version");
  const now = there ?? version;
  const newest = compareVersions(now, eksDefault.version) > 0 ? now : eksDefault.version;
  const target = asked.get("kubernetes") ?? newest;
  const wrong = settingsProblems(withVersion(context, target));
  const known = eksLines.lines.map(({ line }) => line);
  const way = wrong.length > 0 ? undefined : wayBetween(now, target, known, eksChangeProblems);
  const jump = eksChangeProblems(now, target);
  const problems = wrong.length > 0 ? wrong : jump;
  const steps = way === undefined ? [] : way.map((to, index) => step(context, way[index - 1] ?? now, to));
  const refused = refusalsOf(problems, {
    subject: "kubernetes",
    from: now,
    to: target,
    instead: way ? `${[now, ...way].join(", then ")}` : `${now} or newer, of ${known.join(", ")}`,
    way: way ?? [],
  });
  const subject: Subject = {
    id: "kubernetes",
    title: `${TITLE} (EKS)`,
    now,
    source: there === undefined ? "settings" : "state",
    target,
    end: endOf(eksLines, now, today, support === "extended"),
    state: steps.length > 0 ? "raised" : refused.length > 0 ? "refused" : "current",
    what:
      steps.length > 0
        ? `${PATH}; control plane, then nodes, ${steps.length > 1 ? `in ${steps.length} steps` : "one after the other"}`
        : refused.length > 0
          ? "refused, see below"
          : `the version of this release; newer ones that it knows: ${known.filter((line) => compareVersions(line, now) > 0).join(", ") || "none"}`,
  };
  const written = (context.raw["aws"] as { eks?: { version?: unknown } } | undefined)?.eks?.version;
  const hold = { settings: there === undefined || written === there ? [] : [{ path: PATH, value: there }] };
  return { subjects: [subject], steps, refused, hold };
}

function withVersion({ raw }: Context, version: string): Record<string, unknown> {
  const aws = raw["aws"] as { eks?: object };
  return { ...raw, aws: { ...aws, eks: { ...aws.eks, version } } };
}

/** Amazon EKS User Guide, "Update existing cluster to new Kubernetes version" and "Rollback cluster to previous Kubernetes version". */
const step = (context: Context, from: string, to: string): Draft => ({
  rank: ranks.kubernetes,
  title: `${TITLE} ${from} -> ${to}`,
  subjects: ["kubernetes"],
  settings: [{ path: PATH, value: to }],
  changes: "EKS' control plane, then new nodes for old ones in turn; pods move, volumes follow them within their zone",
  why: [
    "operators first, which must run on it, and Kafka after it, so that brokers do not move amid a change of their own",
    ...untried(context, to),
  ].join("; "),
  back: "none by an `up`; EKS itself takes its control plane back within seven days",
  oneWay: true,
});

/** Operators of the stack for which nobody names that version. */
function untried({ declared }: Context, version: string): string[] {
  return operators.flatMap(({ title, type, path, kubernetes }) => {
    if (kubernetes === undefined || textAt(declared, type, path) === undefined) return [];
    const { oldest, newest, source } = kubernetes;
    if (compareVersions(version, oldest) >= 0 && compareVersions(version, newest) <= 0) return [];
    return [
      `${title} is named for ${oldest} to ${newest} (${source}): wait for a release that has a newer one, or try it in development`,
    ];
  });
}

function otherPart({ settings, declared, asked }: Context): Part {
  const ranges = operators.flatMap(({ title, type, path, kubernetes }) =>
    kubernetes !== undefined && textAt(declared, type, path) !== undefined
      ? [`${title} runs on ${kubernetes.oldest} to ${kubernetes.newest}`]
      : [],
  );
  const what = [
    settings.cloud === "aws" ? "whoever made the cluster raises it" : "whoever runs the cluster raises it",
    ...ranges,
  ].join("; ");
  const to = asked.get("kubernetes");
  const subject: Subject = {
    id: "kubernetes",
    title: TITLE,
    now: null,
    source: null,
    target: null,
    end: null,
    state: to === undefined ? "elsewhere" : "refused",
    what,
  };
  const refused =
    to === undefined
      ? []
      : [
          {
            subject: "kubernetes",
            from: null,
            to,
            reason: what,
            instead: "ask whoever runs it; `preview` looks at its version",
            way: [],
          },
        ];
  return { subjects: [subject], steps: [], refused };
}

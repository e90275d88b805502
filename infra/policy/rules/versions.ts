/** Versions that get fixes still: lines of infra/versions.ts, whose dates have their sources there. */
import { eksLines, kafkaLines, kubernetesLines, type Lines, lineFor, lineOf, mskLines } from "../../versions.ts";
import { placesOf, UNKNOWN, valueIn } from "../read.ts";
import type { Context, Finding, ResourceRule } from "../rule.ts";

/** Days before its end that a version is told. */
const SOON_DAYS = 90;
const DAY_MS = 86_400_000;

interface Versioned {
  path: string;
  lines: Lines;
}

/** Where a version stands, by type. */
const versioned: Record<string, Versioned[]> = {
  "aws:msk/cluster:Cluster": [{ path: "kafkaVersion", lines: mskLines }],
  "aws:eks/cluster:Cluster": [{ path: "version", lines: eksLines }],
  "aws:eks/nodeGroup:NodeGroup": [{ path: "version", lines: eksLines }],
  "kubernetes:kafka.strimzi.io/v1:Kafka": [{ path: "spec.kafka.version", lines: kafkaLines }],
  "tributary:kafka:LocalCluster": [{ path: "version", lines: kafkaLines }],
  "tributary:kafka:ExistingPodsCluster": [{ path: "version", lines: kafkaLines }],
  "gcp:container/cluster:Cluster": [{ path: "minMasterVersion", lines: kubernetesLines }],
};

/** A version and the end of its line; undefined where none is known. */
interface Ending {
  path: string;
  version: string;
  line: string;
  end: string;
  lines: Lines;
}

function endingsOf(type: string, inputs: Record<string, unknown>, { settings }: Context): Ending[] {
  return (versioned[type] ?? []).flatMap(({ path, lines }) =>
    placesOf(inputs, path).flatMap(({ path: at, value }) => {
      if (typeof value !== "string" || value === UNKNOWN) return [];
      const found = lineFor(lines, value);
      if (found === undefined) return [];
      const end = "extended" in found && extended(type, inputs, settings) ? String(found.extended) : found.end;
      return end === "unknown" ? [] : [{ path: at, version: value, line: lineOf(value), end, lines }];
    }),
  );
}

/** Extended support is paid for by the cluster, and counts for its nodes, too. */
function extended(type: string, inputs: Record<string, unknown>, settings: Context["settings"]): boolean {
  if (type === "aws:eks/cluster:Cluster") return valueIn(inputs, "upgradePolicy.supportType") === "EXTENDED";
  return settings.cloud === "aws" && settings.aws.eks.mode === "create" && settings.aws.eks.support === "extended";
}

/** Lines that have not ended by then. */
const laterThan = ({ lines }: Lines, day: string): string =>
  lines
    .filter(({ end }) => end === "unknown" || end >= day)
    .map(({ line }) => line)
    .join(", ") || "none that is known";

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function said({ path, version, line, end, lines }: Ending, when: string, day: string): Finding {
  return {
    path,
    given: `${lines.of} ${version}, whose line ${line} ${when} ${end} (${lines.source})`,
    allowed: laterThan(lines, day),
  };
}

export const supportedVersions: ResourceRule = {
  name: "supported-versions",
  level: "mandatory",
  severity: "high",
  about: "Kafka and Kubernetes run in versions that get fixes: their line has not ended (infra/versions.ts).",
  mend: "Raise kafka.version, or aws.eks.version a minor version at a time; `preview` says what that changes.",
  check({ type, inputs }, context) {
    const today = dayOf(context.today);
    return endingsOf(type, inputs, context)
      .filter(({ end }) => end < today)
      .map((ending) => said(ending, "has had no fixes since", today));
  },
};

export const versionsEndingSoon: ResourceRule = {
  name: "versions-ending-soon",
  level: "advisory",
  severity: "low",
  about: `A version that gets no fixes within ${SOON_DAYS} days is told.`,
  mend: "Plan to raise kafka.version, or aws.eks.version, before that day.",
  check({ type, inputs }, context) {
    const today = dayOf(context.today);
    const soon = dayOf(new Date(context.today.getTime() + SOON_DAYS * DAY_MS));
    return endingsOf(type, inputs, context)
      .filter(({ end }) => end >= today && end < soon)
      .map((ending) => said(ending, "gets fixes until", soon));
  },
};

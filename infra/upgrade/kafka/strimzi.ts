/** Kafka by Strimzi: its version first, nodes in turn, and the format of its metadata when all else has proven itself. */
import { ofBackend } from "../../clouds/last-up.ts";
import { compareFormats, compareVersions } from "../../compare-versions.ts";
import { kafkaVersionProblems } from "../../look/judges/kafka-version.ts";
import { wantedKafka } from "../../look/wanted.ts";
import type { StrimziKafka } from "../../settings/kafka/strimzi.ts";
import type { Problem } from "../../settings/problem.ts";
import { kafkaLines, oldestUpgradable, strimzi } from "../../versions.ts";
import type { Context } from "../context.ts";
import { endOf } from "../end.ts";
import { type Draft, type Refusal, ranks, refusalsOf, type Source, type Subject } from "../plan.ts";
import type { Hold } from "../release.ts";
import { changesOf, free, type KafkaPart, problemsWith, standingRefusals, TITLE, toldVersion } from "./part.ts";

const ROLLS = "the Kafka resource; Strimzi restarts each controller and broker in turn, records stay";
const NEWEST = strimzi.kafka[0].version;

interface Running {
  version: string;
  /** Of the metadata. */
  format: string | undefined;
  source: Source;
}

interface Jump {
  running: Running;
  version: string;
  format: string;
  /** The format that the settings name meanwhile, so that there is a way back; undefined: none needs to be, or can be named. */
  held: string | undefined;
}

export function strimziPart(context: Context, kafka: StrimziKafka): KafkaPart {
  const running = runningOf(context, kafka);
  const version = context.asked.get("kafka") ?? NEWEST;
  const format = context.asked.get("metadata") ?? formatOf(version) ?? running.format ?? "unknown";
  const problems = problemsOf(context, kafka, running, version, context.asked.get("metadata"));
  const standing = running.source === "settings" ? [] : kafkaVersionProblems({ kafka: running }, { kafka });
  const jump = { running, version, format, held: heldFormat(context, running, version, format) };
  const refused = refusedJump(context, jump, problems);
  const steps = refused.length > 0 ? [] : [...versionStep(context, kafka, jump), ...formatStep(context, jump)];
  return {
    subjects: subjectsOf(context, jump, steps, refused),
    steps,
    refused:
      problems.length > 0 ? refused : standingRefusals(standing, wantedKafka({ kafka }).version, running.version),
    hold: holdOf(context, running, steps),
  };
}

const formatOf = (version: string): string | undefined => strimzi.kafka.find((row) => row.version === version)?.format;

function runningOf({ seen }: Context, kafka: StrimziKafka): Running {
  const wanted = wantedKafka({ kafka });
  const last = ofBackend(seen.cluster, "strimzi");
  const version = toldVersion(last?.kafkaVersion);
  if (version === undefined) return { version: wanted.version, format: wanted.format, source: "settings" };
  const told = toldVersion(last?.metadataVersion);
  return { version, format: told ?? formatOf(version), source: seen.from ?? "outputs" };
}

/** By the settings' own checks first: what they refuse the other judge does not know. */
function problemsOf(
  context: Context,
  kafka: StrimziKafka,
  { version: now, format }: Running,
  version: string,
  metadataVersion: string | undefined,
): Problem[] {
  const wrong = problemsWith(context, { version, metadataVersion });
  if (wrong.length > 0) return wrong;
  const wanted = { ...kafka, version, metadataVersion } as StrimziKafka;
  return kafkaVersionProblems({ kafka: { version: now, format } }, { kafka: wanted });
}

function refusedJump({ asked }: Context, { running, version, format }: Jump, problems: Problem[]): Refusal[] {
  const onMetadata = problems[0]?.path === "kafka.metadataVersion";
  const before = compareVersions(running.version, oldestUpgradable.version) < 0;
  return refusalsOf(problems, {
    subject: onMetadata ? "metadata" : "kafka",
    from: (onMetadata ? running.format : running.version) ?? null,
    to: onMetadata ? format : version,
    instead: before
      ? `first 3.9 by the operator that runs it now, then ${version} (${oldestUpgradable.source})`
      : asked.has("kafka") && formatOf(version) === undefined
        ? "one of the versions named; another one comes with the next release of Tributary, which installs one release of Strimzi"
        : "leave it as it is; a second stack may have the older one, and records are copied there",
    way: before ? ["3.9", version] : [],
  });
}

/** What the settings name through the upgrade; their own checks know which formats can be named. */
function heldFormat(context: Context, running: Running, version: string, format: string): string | undefined {
  const { format: now } = running;
  if (now === undefined || compareVersions(version, running.version) <= 0 || compareFormats(format, now) <= 0)
    return undefined;
  return problemsWith(context, { version, metadataVersion: now }).length === 0 ? now : undefined;
}

function versionStep(context: Context, kafka: StrimziKafka, jump: Jump): Draft[] {
  const { running, version, format, held } = jump;
  const order = compareVersions(version, running.version);
  if (order === 0) return [];
  const named = format === formatOf(version) ? undefined : format;
  const stays = held ?? (order < 0 ? running.format : named);
  const oneWay = stays === undefined && running.format !== undefined && compareFormats(format, running.format) > 0;
  const canReturn = !oneWay && returns(kafka, { version, format: stays ?? format }, running);
  return [
    {
      rank: ranks.kafka,
      title: `Kafka ${running.version} -> ${version}`,
      subjects: ["kafka"],
      settings: changesOf(context, { version, ...(stays === undefined ? {} : { metadataVersion: stays }) }),
      changes: ROLLS,
      why: [
        `after the operator, which must know ${version}`,
        "brokers before clients: they answer older ones",
        ...(held === undefined
          ? []
          : [`the metadata stays at ${held}, which ${running.version} reads, until this has proven itself`]),
      ].join("; "),
      back: canReturn
        ? `kafka.version: ${running.version}, as long as the metadata is at ${stays ?? format}`
        : formatOf(running.version) === undefined
          ? `none: Strimzi ${strimzi.operator.version} does not know ${running.version}`
          : "none: no older version reads the metadata",
      oneWay: !canReturn,
    },
  ];
}

/** Whether the judge lets the former version take over again. */
function returns(kafka: StrimziKafka, now: { version: string; format: string }, running: Running): boolean {
  if (formatOf(running.version) === undefined) return false;
  const wanted = { ...kafka, version: running.version, metadataVersion: now.format } as StrimziKafka;
  return kafkaVersionProblems({ kafka: now }, { kafka: wanted }).length === 0;
}

function formatStep(context: Context, { running, version, format, held }: Jump): Draft[] {
  const rises = running.format !== undefined && compareFormats(format, running.format) > 0;
  if (!rises || (held === undefined && compareVersions(version, running.version) !== 0)) return [];
  const asked = context.asked.get("metadata");
  const kept = format === formatOf(version) ? null : (asked ?? null);
  return [
    {
      rank: ranks.metadata,
      title: `Metadata ${running.format} -> ${format}`,
      subjects: ["metadata"],
      settings: [{ path: "kafka.metadataVersion", value: kept }],
      changes: "the format that Kafka writes its own metadata in; no node is restarted, records stay",
      why: `last of all, once Kafka ${version} has proven itself for some days: it takes the way back away`,
      back: "none: a raised format is never lowered",
      oneWay: true,
    },
  ];
}

function subjectsOf(context: Context, jump: Jump, steps: Draft[], refused: Refusal[]): Subject[] {
  const { running, version, format } = jump;
  const is = (id: string) =>
    refused.some(({ subject }) => subject === id)
      ? ("refused" as const)
      : steps.some(({ subjects }) => subjects.includes(id))
        ? ("raised" as const)
        : ("current" as const);
  const { source } = running;
  const raisedWith = steps.some(({ oneWay, subjects }) => oneWay && subjects.includes("kafka"));
  return [
    {
      id: "kafka",
      title: TITLE,
      now: running.version,
      source,
      target: version,
      end: endOf(kafkaLines, running.version, context.today),
      state: is("kafka"),
      what: {
        refused: "refused, see below",
        raised: "kafka.version; each node is restarted in turn",
        current: `the newest that Strimzi ${strimzi.operator.version} knows`,
      }[is("kafka")],
    },
    {
      id: "metadata",
      title: "Format of Kafka's metadata",
      now: running.format ?? null,
      source: running.format === undefined ? null : source,
      target: refused.length > 0 ? (running.format ?? null) : format,
      end: null,
      state: raisedWith ? "raised" : is("metadata"),
      what: {
        refused: "refused, see below",
        raised: raisedWith ? "with kafka.version; no way back" : "kafka.metadataVersion; no way back",
        current: `the format of Kafka ${version}`,
      }[raisedWith ? "raised" : is("metadata")],
    },
  ];
}

/** While operators change; a Kafka that the new one does not know goes up with it (Strimzi's documentation, "Upgrade paths"). */
function holdOf(context: Context, { version, format }: Running, steps: Draft[]): Hold {
  const step = steps.find(({ subjects }) => subjects.includes("kafka"));
  if (formatOf(version) === undefined && step !== undefined) {
    const why = `Strimzi ${strimzi.operator.version} does not know Kafka ${version} and waits with an error until kafka.version is raised: both in one \`up\``;
    return { settings: [], together: { step, why } };
  }
  if (problemsWith(context, { version, metadataVersion: format }).length > 0) return free;
  return { settings: changesOf(context, { version, ...(format === undefined ? {} : { metadataVersion: format }) }) };
}

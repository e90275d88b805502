/** Kafka's version and its metadata's format go up, and back only while the format was held. */

import { compareFormats, compareVersions } from "../../compare-versions.ts";
import type { Problem } from "../../settings/problem.ts";
import { endedSentence, kafkaLines, lineOf, oldestUpgradable, strimzi } from "../../versions.ts";
import type { SeenKafka } from "../look.ts";
import { given, type KubernetesSettings, wantedKafka } from "../wanted.ts";
import type { Remark } from "./judge.ts";

/** What is known of the Kafka that runs, by a look or by what the stack told at its last `up`. */
type Running = Pick<SeenKafka, "version" | "format">;
type Wanted = Pick<KubernetesSettings, "kafka">;

export const kafkaVersionProblems = ({ kafka }: { kafka?: Running | null }, settings: Wanted): Problem[] => {
  if (!kafka?.version) return [];
  const found = [...tooOld(kafka, settings), ...lowered(kafka, settings)];
  return found.length > 0 ? found : formatLowered(kafka, settings);
};

function at(settings: Wanted): Pick<Problem, "path" | "given"> {
  return { path: "kafka.version", given: given(settings.kafka.version, wantedKafka(settings).version) };
}

/** The operator would not begin, and brokers of Kafka 4 would not read what is there. */
function tooOld({ version, format }: Running, settings: Wanted): Problem[] {
  const old = [version, format].filter((one) => one !== undefined);
  if (old.every((one) => compareVersions(lineOf(one.split("-")[0]!), oldestUpgradable.version) >= 0)) return [];
  return [
    {
      ...at(settings),
      allowed: `nothing before the cluster, which runs ${version} with metadata ${format ?? "of an unknown format"}, is at 3.9 by its own operator: Kafka 4 takes over from ${oldestUpgradable.version} and newer only`,
    },
  ];
}

function lowered({ version, format }: Running, settings: Wanted): Problem[] {
  const { version: wanted, newest } = wantedKafka(settings);
  if (compareVersions(wanted, version!) >= 0) return [];
  if (format !== undefined && compareFormats(format, newest) <= 0) return [];
  return [
    {
      ...at(settings),
      allowed: `${version} or newer: the cluster's metadata has ${format === undefined ? "a format that is not known" : `format ${format}`}, and ${wanted} reads ${newest} at most`,
    },
  ];
}

/** Strimzi would try it and Kafka refuse. */
function formatLowered({ version, format }: Running, settings: Wanted): Problem[] {
  const wanted = wantedKafka(settings);
  // On the way back the format stays as it is.
  if (format === undefined || compareVersions(wanted.version, version!) < 0) return [];
  if (compareFormats(wanted.format, format) >= 0) return [];
  return [
    {
      path: "kafka.metadataVersion",
      given: given(settings.kafka.metadataVersion, wanted.format),
      allowed: `${format} or newer, which the cluster's metadata has: it is never lowered`,
    },
  ];
}

export const kafkaVersionRemarks: Remark = ({ kafka }, settings, today) => {
  const now = kafka?.version;
  if (now === undefined) return [];
  const ended = endedSentence(kafkaLines, now, today);
  const { version, newest, format } = wantedKafka(settings);
  const raises = kafka?.format !== undefined && compareFormats(format, kafka.format) > 0;
  const oneWay =
    raises && compareVersions(version, now) > 0
      ? [
          `kafka.version raises Kafka from ${now} to ${version} and its metadata to ${format}, after which there is no way back; kafka.metadataVersion: ${kafka!.format} keeps one until the new version has proven itself.`,
        ]
      : [];
  const held =
    version === now && format !== newest && compareFormats(format, newest) < 0
      ? [`kafka.metadataVersion holds the metadata at ${format}; without it Kafka ${version} goes to ${newest}.`]
      : [];
  return [...oneWay, ...held, ...(ended === undefined ? [] : [ended])];
};

/** What an operator that is there must know. */
export function unknownToOperator(
  settings: KubernetesSettings,
  operator: { name: string; kafka: string[] },
): Problem[] {
  const { version } = wantedKafka(settings);
  if (operator.kafka.length === 0 || operator.kafka.includes(version)) return [];
  const both = operator.kafka.filter((one) => strimzi.kafka.some((row) => row.version === one));
  return [
    {
      ...at(settings),
      allowed:
        both.length === 0
          ? `none of this version's: operator ${operator.name} knows ${operator.kafka.join(", ")}, and has to be upgraded first`
          : `what operator ${operator.name} knows: ${both.join(", ")}`,
    },
  ];
}

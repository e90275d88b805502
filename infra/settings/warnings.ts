/** What is allowed and yet hardly meant: told before a run, and never a reason to stop. */
import { eksLines, endedSentence, kafkaLines, kafkaVersion, type Lines, mskLines, strimzi } from "../versions.ts";
import { mskVersion } from "./kafka/msk-defaults.ts";
import type { Settings } from "./schema.ts";

/** @param today versions that have ended by then are told */
export function settingsWarnings(settings: Settings, today: Date): string[] {
  return [...versionWarnings(settings, today), ...workerWarnings(settings), ...awsWarnings(settings, today)];
}

function versionWarnings({ kafka }: Settings, today: Date): string[] {
  switch (kafka.backend) {
    case "local":
      return ended(kafkaVersion(kafka.metadata, kafka.version), today);
    case "strimzi":
      return ended(kafka.version ?? strimzi.kafka[0].version, today);
    case "msk":
      return kafka.tier === "serverless" ? [] : ended(mskVersion(kafka.tier, kafka), today, mskLines);
    default:
      return [];
  }
}

function ended(version: string, today: Date, lines: Lines = kafkaLines): string[] {
  const sentence = endedSentence(lines, version, today);
  return sentence === undefined ? [] : [`kafka.version: ${sentence}`];
}

function workerWarnings({ workload, kafka }: Settings): string[] {
  if (!workload) return [];
  const { instances, workers } = workload.processor;
  const input = kafka.topics[workload.topics.input];
  const members = instances * workers;
  if (!input || members <= input.partitions) return [];
  return [
    `workload.processor has ${instances} x ${workers} = ${members} workers and kafka.topics.${workload.topics.input} has ${input.partitions} partitions: ${members - input.partitions} of them are idle.`,
  ];
}

function awsWarnings(settings: Settings, today: Date): string[] {
  if (settings.cloud !== "aws") return [];
  const { network, eks } = settings.aws;
  const sentence = eks.mode === "create" ? endedSentence(eksLines, eks.version, today) : undefined;
  return [
    ...(sentence === undefined ? [] : [`aws.eks.version: ${sentence}`]),
    ...(network.mode === "create" && network.nat === "none"
      ? [
          "aws.network.nat is none: nodes pull images from this account's ECR alone, so that those of charts must be copied there.",
        ]
      : []),
  ];
}

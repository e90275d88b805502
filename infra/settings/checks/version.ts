/** Kafka's version can do what is asked of it. */
import { compareFormats } from "../../compare-versions.ts";
import { localKafka, strimzi } from "../../versions.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function versionProblems(view: View): Problem[] {
  return [...localProblems(view), ...formatProblems(view)];
}

function localProblems(view: View): Problem[] {
  const { version, metadata } = view.brokers ?? {};
  if (!version || !metadata) return [];
  const fits = localKafka[metadata].version;
  if (version === fits) return [];
  return [
    {
      path: "kafka.version",
      given: JSON.stringify(version),
      allowed: `${fits}, because kafka.metadata is ${metadata}`,
    },
  ];
}

/** Strimzi would go on without a word with a format that Kafka does know. */
function formatProblems({ strimzi: view }: View): Problem[] {
  const { metadataVersion, version = strimzi.kafka[0].version } = view ?? {};
  const newest = strimzi.kafka.find((row) => row.version === version)?.format;
  if (metadataVersion === undefined || newest === undefined || compareFormats(metadataVersion, newest) <= 0) return [];
  return [
    {
      path: "kafka.metadataVersion",
      given: JSON.stringify(metadataVersion),
      allowed: `${newest} or older, because kafka.version is ${version}`,
    },
  ];
}

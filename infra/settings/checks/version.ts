/** Kafka's version can do what is asked of it. */
import { localKafka } from "../../versions.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function versionProblems(view: View): Problem[] {
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

/** Kafka's version can do what is asked of it. */
import { localKafka } from "../../versions.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function versionProblems(view: View): Problem[] {
  const kafka = view.kafkaLocal;
  if (!kafka?.version) return [];
  const fits = localKafka[kafka.metadata].version;
  if (kafka.version === fits) return [];
  return [
    {
      path: "kafka.version",
      given: JSON.stringify(kafka.version),
      allowed: `${fits}, because kafka.metadata is ${kafka.metadata}`,
    },
  ];
}

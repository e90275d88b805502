/** Every part of a cluster that is looked at. */
import type { Seen } from "../look.ts";
import { kafka, pools, topics } from "./kafka.ts";
import { externalMetrics, secretOperators } from "./neighbours.ts";
import { autoscaled, nodes } from "./nodes.ts";
import type { Reading } from "./reading.ts";
import { claims, storageClasses } from "./storage.ts";
import { definitions, operators } from "./strimzi.ts";
import { gateway, ingressClasses, namespaces, secrets } from "./surroundings.ts";

export const readings: { [K in keyof Seen]: Reading<Seen[K]> } = {
  nodes,
  autoscaled,
  storageClasses,
  definitions,
  operators,
  namespaces,
  kafka,
  pools,
  claims,
  topics,
  externalMetrics,
  secretOperators,
  ingressClasses,
  gateway,
  secrets,
};

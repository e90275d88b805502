/** Confluent Cloud: a cluster by its kind, what connects it, tables. */
import { valueIn } from "../../policy/read.ts";
import type { Resource } from "../../policy/resource.ts";
import { countText, type Declared, type Driver, type Drivers, hourly, regionOf, same, type Use } from "../driver.ts";
import { HOURS } from "../price.ts";
import { aMonth } from "./msk.ts";

const CLUSTER = "confluentcloud:index/kafkaCluster:KafkaCluster";
/** Kinds that grow by themselves, by where inputs have them; the provider names some in the plural. */
const elastic: Record<string, readonly string[]> = {
  basic: ["basic", "basics"],
  standard: ["standard", "standards"],
  enterprise: ["enterprise", "enterprises"],
  freight: ["freight", "freights"],
};

export function confluentDrivers({ of, settings }: Declared): Drivers {
  const clusters = of(CLUSTER);
  const region = regionOf(clusters);
  const parts = [
    ["Confluent Cloud, private gateways", "gateway hour", "confluentcloud:index/gateway:Gateway"],
    ["Confluent Cloud, private networks", "network hour", "confluentcloud:index/network:Network"],
    ["Confluent Cloud, topics as tables", "tableflow topic hour", "confluentcloud:index/tableflowTopic:TableflowTopic"],
  ] as const;
  return {
    fixed: [
      ...clusters.map(clusterDriver),
      ...parts.flatMap(([what, unit, type]) => {
        const count = of(type).length;
        return count === 0 ? [] : [hourly({ what, service: "confluent", region }, unit, same(count))];
      }),
    ],
    byUse: clusters.flatMap((cluster) => trafficOf(cluster, settings.cost.assume)),
  };
}

function kindOf({ inputs }: Resource): { kind: string; shape: unknown } {
  for (const [kind, keys] of Object.entries(elastic))
    for (const key of keys) if (inputs[key] !== undefined) return { kind, shape: inputs[key] };
  return { kind: "dedicated", shape: inputs["dedicated"] };
}

function clusterDriver(cluster: Resource): Driver {
  const { kind, shape } = kindOf(cluster);
  const about = { service: "confluent", region: regionOf([cluster]), what: `Confluent Cloud cluster, ${kind}` };
  const first = Array.isArray(shape) ? shape[0] : shape;
  if (kind === "dedicated") {
    const units = Number(valueIn(first, "cku"));
    return { ...hourly(about, "dedicated CKU hour", same(units)), count: `${units} CKU` };
  }
  // The page says what a month costs at least, and what an hour of a unit does.
  const limit = valueIn(first, "maxEcku");
  const most = typeof limit === "number" ? limit : undefined;
  const free = kind === "basic" ? 1 : 0;
  return {
    ...about,
    count: most === undefined ? "as many eCKU as needed" : countText({ least: 1, most }, "eCKU"),
    least: { units: 1, unit: `${kind} month` },
    most: most === undefined ? undefined : { units: Math.max(0, most - free) * HOURS, unit: `${kind} eCKU hour` },
  };
}

function trafficOf(cluster: Resource, assume: Declared["settings"]["cost"]["assume"]): Use[] {
  const { kind } = kindOf(cluster);
  const about = { service: "confluent", region: regionOf([cluster]) };
  const [written, read] = [aMonth(assume.inGbPerDay), aMonth(assume.outGbPerDay)];
  const moved = written === undefined && read === undefined ? undefined : (written ?? 0) + (read ?? 0);
  return [
    { ...about, what: "Confluent Cloud, written and read", unit: `${kind} data GB`, units: moved },
    { ...about, what: "Confluent Cloud, kept", unit: `${kind} kept GB-month`, units: assume.keptGb },
  ];
}

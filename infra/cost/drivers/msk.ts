/** MSK: brokers and their disks, or a serverless cluster and its partitions. */
import { valueIn } from "../../policy/read.ts";
import type { Resource } from "../../policy/resource.ts";
import { type Declared, type Driver, type Drivers, hourly, monthly, same, type Use } from "../driver.ts";
import { DAYS } from "../price.ts";

export function mskDrivers(declared: Declared): Drivers {
  const { of, region } = declared;
  const provisioned = of("aws:msk/cluster:Cluster");
  const serverless = of("aws:msk/serverlessCluster:ServerlessCluster");
  const connections = of("aws:msk/vpcConnection:VpcConnection").length;
  const about = { service: "msk", region };
  return {
    fixed: [
      ...provisioned.flatMap((cluster) => brokers(cluster, declared)),
      ...serverless.flatMap(() => serverlessDrivers(declared)),
      ...(connections === 0
        ? []
        : [
            hourly(
              { ...about, what: "MSK, connections to other networks" },
              "private connection hour",
              same(connections),
            ),
          ]),
    ],
    byUse: [
      ...provisioned.flatMap((cluster) => trafficOf(cluster, declared)),
      ...serverless.flatMap(() => serverlessTraffic(declared)),
      ...(of("aws:msk/channel:Channel").length === 0
        ? []
        : [{ ...about, what: "MSK, delivery to the lake", unit: "delivered GB", units: undefined }]),
    ],
  };
}

const isExpress = (cluster: Resource): boolean => machineOf(cluster).startsWith("express.");
const machineOf = ({ inputs }: Resource): string => String(valueIn(inputs, "brokerNodeGroupInfo.instanceType"));

function brokers(cluster: Resource, { of, region }: Declared): Driver[] {
  const count = Number(valueIn(cluster.inputs, "numberOfBrokerNodes"));
  const machine = machineOf(cluster);
  const about = { service: "msk", region };
  const compute = hourly({ ...about, what: `MSK brokers, ${machine}` }, `${machine} hour`, same(count));
  const disk = valueIn(cluster.inputs, "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize");
  if (typeof disk !== "number") return [compute];
  const [grown] = of("aws:appautoscaling/target:Target").filter(({ inputs }) => inputs["serviceNamespace"] === "kafka");
  const limit = Number(grown?.inputs["maxCapacity"] ?? disk);
  const gb = { least: count * disk, most: count * Math.max(disk, limit) };
  const throughput = valueIn(
    cluster.inputs,
    "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.provisionedThroughput.volumeThroughput",
  );
  return [
    compute,
    monthly({ ...about, what: "MSK brokers' disks, GB" }, "storage GB-month", gb),
    ...(typeof throughput === "number"
      ? [
          monthly(
            { ...about, what: "MSK brokers' disks, MiB/s" },
            "storage throughput MiB/s-month",
            same(count * throughput),
          ),
        ]
      : []),
  ];
}

/** Standard brokers' traffic costs nothing by itself; Express ones have no disks of their own. */
function trafficOf(cluster: Resource, { region, settings }: Declared): Use[] {
  if (!isExpress(cluster)) return [];
  const { inGbPerDay, keptGb } = settings.cost.assume;
  const about = { service: "msk", region };
  return [
    { ...about, what: "MSK Express, written", unit: "data in GB", units: aMonth(inGbPerDay) },
    { ...about, what: "MSK Express, kept", unit: "kept GB-month", units: keptGb },
  ];
}

function serverlessDrivers({ region, settings }: Declared): Driver[] {
  const partitions = Object.values(settings.kafka.topics).reduce((sum, topic) => sum + topic.partitions, 0);
  const about = { service: "msk", region };
  return [
    hourly({ ...about, what: "MSK Serverless cluster" }, "serverless cluster hour", same(1)),
    hourly({ ...about, what: "MSK Serverless partitions" }, "serverless partition hour", same(partitions)),
  ];
}

function serverlessTraffic({ region, settings }: Declared): Use[] {
  const { inGbPerDay, outGbPerDay, keptGb } = settings.cost.assume;
  const about = { service: "msk", region };
  return [
    { ...about, what: "MSK Serverless, written", unit: "serverless data in GB", units: aMonth(inGbPerDay) },
    { ...about, what: "MSK Serverless, read", unit: "serverless data out GB", units: aMonth(outGbPerDay) },
    { ...about, what: "MSK Serverless, kept", unit: "serverless kept GB-month", units: keptGb },
  ];
}

/** GB a day -> a month */
export const aMonth = (gbPerDay: number | undefined): number | undefined =>
  gbPerDay === undefined ? undefined : gbPerDay * DAYS;

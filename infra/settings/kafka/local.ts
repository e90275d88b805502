/** `kafka` with `backend: local`: real brokers as processes of this machine. */
import { z } from "zod";
import { localKafkaVersions } from "../../versions.ts";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

export const localKafka = z
  .strictObject({
    backend: z.literal("local").describe("Brokers as processes of this machine."),
    version: z
      .enum(localKafkaVersions)
      .optional()
      .describe(
        "Version of Kafka. Default: 4.4.0 with kraft, 3.9.2 with zookeeper. A change restarts the brokers; an older one than the data's is refused by Kafka.",
      ),
    metadata: z
      .enum(["kraft", "zookeeper"])
      .default("kraft")
      .describe(
        "Where the cluster keeps its metadata. Default: kraft. zookeeper also starts a ZooKeeper, for those who have not moved yet. Not changed on a cluster with data.",
      ),
    nodes: z
      .int()
      .min(1)
      .max(9)
      .default(1)
      .describe(
        "Brokers, each about 400 MB with the default heap. Default: 1. More of them do not change the replication of topics that exist.",
      ),
    heapMb: z
      .int()
      .min(128)
      .max(32_768)
      .default(384)
      .describe("MiB of Java heap for each broker. Default: 384. A change restarts the brokers."),
    config: z
      .record(z.string(), z.string())
      .default({})
      .describe(
        "More of server.properties by Kafka's own names, values as text. Default: none. A change restarts the brokers.",
      ),
    topics,
    access,
  })
  .meta({ id: "KafkaLocal" });
export type LocalKafka = z.infer<typeof localKafka>;

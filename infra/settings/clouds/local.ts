/** `cloud: local`: everything as processes of one machine. */
import { z } from "zod";
import { existingKafka } from "../kafka/existing.ts";
import { localKafka } from "../kafka/local.ts";
import { noScaling } from "../keys/scaling.ts";
import { sharedKeys } from "../keys/shared.ts";
import { port } from "../scalars.ts";
import { available } from "./member.ts";

const ports = z
  .strictObject({
    kafka: port
      .default(19092)
      .describe("Clients reach node 1 here, node i at + i - 1. Default: 19092. A change restarts the brokers."),
    replication: port
      .default(19192)
      .describe("Brokers reach node 1 here, node i at + i - 1. Default: 19192. A change restarts the brokers."),
    controller: port
      .default(19292)
      .describe("Controllers reach node 1 here, node i at + i - 1. Default: 19292. A change restarts the brokers."),
    zookeeper: port.default(12181).describe("ZooKeeper, when kafka.metadata is zookeeper. Default: 12181."),
    registry: port.default(18060).describe("Schema registry. Default: 18060."),
    ingest: port.default(18080).describe("HTTP API of ingest-0, ingest-i at + i. Default: 18080."),
    ops: port
      .default(19400)
      .describe(
        "First of 90 ports of /live, /ready and /metrics: ingest-i at + i, generator-i at + 20 + i, processor-i at + 30 + i. Default: 19400.",
      ),
    metrics: port
      .default(19490)
      .describe("Page for Prometheus of node 1, of node i at + i - 1. Default: 19490. A change restarts the brokers."),
    prometheus: port.default(19090).describe("Prometheus. Default: 19090."),
  })
  .prefault({})
  .describe("Ports on 127.0.0.1; nothing listens on another address.");
export type LocalPorts = z.infer<typeof ports>;

export const local = available(
  "local",
  ["local", "existing"],
  z.strictObject({
    cloud: z.literal("local").describe("Where it runs: local is this machine."),
    ...sharedKeys,
    scaling: noScaling,
    local: z.strictObject({ ports }).prefault({}).describe("What only this machine has."),
    kafka: z
      .discriminatedUnion("backend", [localKafka, existingKafka])
      .describe("The Kafka cluster, its topics and who may use them."),
  }),
);

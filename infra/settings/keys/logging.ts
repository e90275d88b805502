/** `logging`: what the application writes, and, where it runs as pods, where all lines are kept and for how long. */
import { z } from "zod";
import { chartRepository, cpu, httpUrl, kubeLabel, rotation } from "../scalars.ts";

const level = z
  .enum(["trace", "debug", "info", "warn", "error"])
  .default("info")
  .describe("What the application writes at least. Default: info. A change restarts its processes.");

export const logging = z.strictObject({ level }).prefault({}).describe("Logs.");

const volume = (sizeGi: number, what: string) =>
  z
    .strictObject({
      sizeGi: z.int().min(1).max(65_536).default(sizeGi).describe(`GiB (binary) of each ${what}. Default: ${sizeGi}.`),
      storageClass: kubeLabel.optional().describe("Default: the cluster's default one."),
    })
    .prefault({})
    .describe(`Disk of each ${what}. Sizes only grow, where the storage class lets them.`);

const operator = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("install").describe("Elastic's definitions and operator (ECK), by their chart."),
      namespace: kubeLabel.default("elastic-system").describe("Where it runs. Default: elastic-system."),
      replicas: z.int().min(1).max(3).default(1).describe("Copies, of which one leads. Default: 1."),
      repository: chartRepository.optional().describe("Where the chart comes from. Default: Elastic's own."),
      imageRegistry: z
        .string()
        .min(1)
        .optional()
        .describe("Host that images of the operator and of the Elastic Stack come from. Default: Elastic's own."),
    }),
    z.strictObject({
      mode: z.literal("present").describe("An operator that is there and watches the stack's namespaces."),
      namespace: kubeLabel.default("elastic-system").describe("Where it runs. Default: elastic-system."),
    }),
  ])
  .default({ mode: "install", namespace: "elastic-system", replicas: 1 })
  .describe("Who makes Elasticsearch, Kibana, Logstash and Filebeat. Default: an operator of the stack's own.");

/** In a Secret of the stack's namespace. */
const inSecret = (defaultKey: string) =>
  z.strictObject({
    name: kubeLabel.describe("The Secret, in the stack's namespace."),
    key: z.string().min(1).default(defaultKey).describe(`Key in it. Default: ${defaultKey}.`),
  });

const collecting = {
  retentionDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe(
      "days for which a line is found; Elasticsearch deletes whole indices, so that it may be up to a week more, or a month when it is more than 90. Default: 30.",
    ),
  perDayGi: z
    .number()
    .positive()
    .max(100_000)
    .default(1)
    .describe(
      "GiB (binary) that a day's lines take in Elasticsearch, without copies: what retentionDays is held against. Default: 1.",
    ),
  rotation: rotation
    .default(1)
    .describe(
      "Raise it for new passwords of the users that write and read lines. Default: 1. A change restarts Logstash.",
    ),
  operator,
  agentsNamespace: kubeLabel
    .default("logging-agents")
    .describe(
      "Of Filebeat on each node, which reads files of the node and so stands in a namespace that lets it. Default: logging-agents.",
    ),
  logstash: z
    .strictObject({
      replicas: z.int().min(1).max(10).default(2).describe("Pods. Default: 2."),
      cpu: cpu.default("500m").describe("CPU of each. Default: 500m."),
      memoryMi: z.int().min(1_024).max(65_536).default(1_536).describe("MiB (binary) of each. Default: 1536."),
      volume: volume(10, "Logstash: eight tenths are for lines that wait for Elasticsearch"),
    })
    .prefault({})
    .describe("Keeps lines while Elasticsearch is away."),
  filebeat: z
    .strictObject({
      queueGi: z
        .int()
        .min(1)
        .max(100)
        .default(1)
        .describe("GiB on each node's own disk for lines while Logstash takes none. Default: 1."),
    })
    .prefault({})
    .describe("Reads lines on each node."),
};

const elasticsearch = z
  .discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("off").describe("Lines stay where they are written.") }),
    z.strictObject({
      mode: z.literal("operator").describe("Elasticsearch and Kibana of the stack's own (docs/logging.md)."),
      ...collecting,
      nodes: z
        .int()
        .min(1)
        .max(100)
        .default(3)
        .describe(
          "Nodes; with more than one each line is on two. Two are no majority without one another. Default: 3.",
        ),
      cpu: cpu.default("1").describe("CPU of each node. Default: 1."),
      memoryMi: z
        .int()
        .min(1_024)
        .max(262_144)
        .default(4_096)
        .describe("MiB (binary) of each node, half of it heap. Default: 4096."),
      volume: volume(100, "node"),
      kibana: z
        .strictObject({
          replicas: z.int().min(0).max(10).default(1).describe("Pods. Default: 1."),
          memoryMi: z.int().min(1_024).max(16_384).default(1_536).describe("MiB (binary) of each. Default: 1536."),
          clients: z.array(kubeLabel).default([]).describe("Namespaces whose pods open it. Default: none."),
        })
        .prefault({})
        .describe("Where people read lines."),
    }),
    z.strictObject({
      mode: z.literal("existing").describe("An Elasticsearch 9 that is there."),
      ...collecting,
      url: httpUrl.describe("Its address, such as https://logs.example.com:9200."),
      kibana: httpUrl.optional().describe("Address of its Kibana. Default: none is told anything."),
      ca: inSecret("ca.crt").optional().describe("Its authority. Default: authorities that everybody trusts."),
      username: z
        .string()
        .min(1)
        .describe("Who may put index templates, ingest pipelines, roles and users; lines are written by another user."),
      password: inSecret("password").describe("Of that user."),
      replicas: z.int().min(0).max(5).default(1).describe("Copies of each line besides the first. Default: 1."),
      roomGi: z
        .number()
        .positive()
        .optional()
        .describe(
          "GiB (binary) that lines may take there, with copies. Default: retentionDays is held against nothing.",
        ),
    }),
  ])
  .default({ mode: "off" })
  .describe("Where lines of brokers, operators, registry and application are kept together. Default: nowhere.");

/** Of pods. */
export const podLogging = z.strictObject({ level, elasticsearch }).prefault({}).describe("Logs.");

export type LoggingKeys = z.infer<typeof podLogging>;
export type CollectingKeys = Exclude<LoggingKeys["elasticsearch"], { mode: "off" }>;

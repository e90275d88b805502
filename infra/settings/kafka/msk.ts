/** `kafka` with `backend: msk`: Amazon Managed Streaming for Apache Kafka. What belongs to one tier only is checked in checks/msk. */
import { z } from "zod";
import { nameRules } from "../../../components/aws/names.ts";
import { mostValidDays, retentionDays, utilizationPercent, volumeGi } from "../../../components/kafka/msk/limits.ts";
import { mskVersionNames } from "../../../components/kafka/msk/versions.ts";
import { access } from "./access.ts";
import { channels } from "./msk-channels.ts";
import { topics } from "./topics.ts";

const arn = (service: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), { error: `an ARN, which begins with arn:aws:${service}:` });
const account = z.string().regex(/^\d{12}$/, { error: "an account of 12 digits" });
const subnetId = z.string().regex(/^subnet-[0-9a-f]+$/, { error: "the id of a subnet" });
const created = z
  .literal(true)
  .describe("true says that the cluster is there: AWS makes none but private ones, and opens them afterwards.");

const storage = z
  .strictObject({
    sizeGi: z
      .int()
      .min(volumeGi.least)
      .max(volumeGi.most)
      .default(100)
      .describe(
        "GiB of each broker's disk. Default: 100. Grows in place, by 10 at least and once in six hours; never shrinks. With scaling only the size that it begins with.",
      ),
    scaling: z
      .strictObject({
        maxGi: z.int().max(volumeGi.most).describe("GiB that a disk grows to, more than sizeGi."),
        targetPercent: z
          .int()
          .min(utilizationPercent.least)
          .max(utilizationPercent.most)
          .default(60)
          .describe("percent full at which disks grow, by a tenth or 10 GiB. Default: 60."),
      })
      .optional()
      .describe("AWS lets disks grow by itself. Default: it does not."),
    throughputMibps: z
      .int()
      .optional()
      .describe("MiB a second of each disk, for larger brokers. Default: what a disk has of itself."),
    tiered: z
      .boolean()
      .default(false)
      .describe(
        "Whether topics with the configuration remote.storage.enable keep older records in a cheaper store: not compacted ones, kept for 3 days or longer. Default: false. Not turned off again.",
      ),
  })
  .describe("Disks of standard brokers. Default: 100 GiB that do not grow by themselves.");

const monitoring = z
  .strictObject({
    level: z
      .enum(["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"])
      .default("DEFAULT")
      .describe("How much CloudWatch is told; more than DEFAULT costs. Default: DEFAULT. In place."),
    open: z
      .boolean()
      .default(true)
      .describe("Prometheus pages of brokers and their machines. Default: true. Not turned off again by an up."),
  })
  .describe("What the brokers tell of themselves. Default: CloudWatch's free level and Prometheus pages.");

const logs = z
  .strictObject({
    retentionDays: z
      .literal(retentionDays)
      .default(30)
      .describe("Days that CloudWatch keeps brokers' logs, of those that it knows. Default: 30."),
    s3: z
      .strictObject({
        bucket: z.string().min(3).max(63).describe("Name of a bucket that is there."),
        prefix: z.string().min(1).optional().describe("Before the names of objects. Default: msk/<cluster>."),
      })
      .optional()
      .describe("Also into a bucket. Default: not."),
    firehose: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe("Also to a delivery stream, which needs the tag LogDeliveryEnabled=true. Default: not."),
  })
  .describe("Brokers' logs. Default: CloudWatch for 30 days.");

const reach = z
  .discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("private").describe("From the stack's own network only.") }),
    z.strictObject({
      mode: z.literal("multi-vpc").describe("Also from other networks of the region, over PrivateLink."),
      created,
      accounts: z
        .array(account)
        .default([])
        .describe("Accounts that may make connections of their own. Default: none."),
      connections: z
        .record(
          z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, { error: "a key of small letters, digits and dashes" }),
          z.strictObject({
            vpc: z
              .string()
              .regex(/^vpc-[0-9a-f]+$/, { error: "the id of a VPC" })
              .describe("The other network."),
            subnets: z.array(subnetId).min(1).describe("Its subnets, one in each of the brokers' zones."),
            securityGroups: z
              .array(z.string().regex(/^sg-[0-9a-f]+$/, { error: "the id of a security group" }))
              .min(1)
              .describe("Who may use the connection there."),
            auth: z.enum(["iam", "scram", "mtls"]).describe("The login that it is for."),
          }),
        )
        .default({})
        .describe("Connections to other networks of this account. Default: none."),
    }),
    z.strictObject({
      mode: z.literal("public").describe("Also from the internet, for given addresses. Needs publicSubnets."),
      created,
      cidrs: z.array(z.cidrv4()).min(1).describe("Ranges of addresses that may connect."),
    }),
  ])
  .describe("Who may reach the brokers. Default: private.");

const validDays = z
  .int()
  .min(7)
  .max(mostValidDays)
  .default(365)
  .describe(
    "Days that a client's certificate is valid. Default: 365. Nothing renews it: raise access.<name>.rotation before it ends.",
  );

const authority = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("create").describe("An authority of the stack's own, for some 400 dollars a month."),
      validDays,
    }),
    z.strictObject({
      mode: z.literal("existing").describe("One that is there, of the same account and region."),
      arn: arn("acm-pca").describe("Its ARN."),
      signingAlgorithm: z
        .enum([
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
        ])
        .default("SHA256WITHRSA")
        .describe("What its key can sign with. Default: SHA256WITHRSA."),
      validDays,
    }),
  ])
  .describe("Private authority of AWS that signs the certificates of principals with auth mtls. Default: none.");

export const mskKafka = z
  .strictObject({
    backend: z.literal("msk").describe("Amazon Managed Streaming for Apache Kafka."),
    tier: z
      .enum(["standard", "express", "serverless"])
      .default("standard")
      .describe(
        "standard: brokers with disks of their own; express: faster brokers whose storage is AWS' own; serverless: nothing is sized, roles only. Default: standard. Not changed on a cluster that exists.",
      ),
    name: z
      .string()
      .max(nameRules.mskCluster.longest)
      .regex(nameRules.mskCluster.pattern, { error: nameRules.mskCluster.allowed })
      .optional()
      .describe(
        "Name of the cluster. Default: tributary-<stack>. A change is refused: by another name it is another cluster, with no data in it.",
      ),
    version: z
      .enum(mskVersionNames)
      .optional()
      .describe(
        "Version of Kafka, as MSK names it. Default: the newest of the tier. A newer one rolls the brokers; an older one would make the cluster anew, and is refused.",
      ),
    zones: z
      .literal([2, 3])
      .optional()
      .describe("Of the network's zones, in how many brokers are. Default: 3. Not changed on a cluster that exists."),
    nodes: z
      .int()
      .min(2)
      .optional()
      .describe("Brokers, the same number in each zone. Default: one a zone. More of them are added in place."),
    instanceType: z
      .string()
      .regex(/^(kafka|express)\.[a-z0-9]+\.[a-z0-9]+$/, { error: "a size of brokers, such as kafka.m7g.large" })
      .optional()
      .describe("Size of the brokers. Default: kafka.m7g.large or express.m7g.large. A change rolls them."),
    storage: storage.optional(),
    rebalancing: z
      .boolean()
      .optional()
      .describe("Whether AWS moves partitions between Express brokers. Default: true. In place."),
    monitoring: monitoring.optional(),
    logs: logs.optional(),
    config: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        "More of server.properties by Kafka's own names, values as text. Default: none. A change restarts the brokers, one after the other.",
      ),
    reach: reach.optional(),
    publicSubnets: z
      .array(subnetId)
      .min(2)
      .max(3)
      .optional()
      .describe(
        "Subnets with a route to an internet gateway, one a zone, for brokers that shall be public later. Default: the network's private ones. Not changed on a cluster that exists.",
      ),
    authority: authority.optional(),
    channels,
    topics,
    access,
  })
  .meta({ id: "KafkaMsk" });
export type MskKafka = z.infer<typeof mskKafka>;

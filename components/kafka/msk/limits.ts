/** What Amazon MSK takes: sizes, numbers and names, each with its source. All looked up 2026-11-27. */
import type { ProvisionedTier } from "./versions.ts";

const sizes = (family: string, list: readonly string[]) => list.map((size) => `${family}.${size}`);
const m7g = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

/**
 * Brokers' sizes, smallest first; not each is there in each region.
 * kafka.t3.small is left out: KRaft has no t3 broker ("Unsupported InstanceType specified", cdk-preflight pf-msk-t3-small-not-kraft).
 * Source: Amazon MSK developer guide, broker-instance-sizes.
 */
export const instanceTypes: Record<ProvisionedTier, readonly string[]> = {
  standard: [
    ...sizes("kafka.m7g", m7g),
    ...sizes("kafka.m5", ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"]),
  ],
  express: sizes("express.m7g", m7g),
};

export const defaultInstanceType: Record<ProvisionedTier, string> = {
  standard: "kafka.m7g.large",
  express: "express.m7g.large",
};

/**
 * MiB a second that a volume can be given beyond its own, by size; sizes that are not named take none.
 * Source: developer guide, msk-provision-throughput-management.
 */
export const mostThroughput: Record<string, number> = {
  "kafka.m5.4xlarge": 593,
  "kafka.m5.8xlarge": 850,
  "kafka.m5.12xlarge": 1000,
  "kafka.m5.16xlarge": 1000,
  "kafka.m5.24xlarge": 1000,
  "kafka.m7g.2xlarge": 312,
  "kafka.m7g.4xlarge": 625,
  "kafka.m7g.8xlarge": 1000,
  "kafka.m7g.12xlarge": 1000,
  "kafka.m7g.16xlarge": 1000,
};
export const leastThroughput = 250;

/** Source: developer guide, limits; volumes with more throughput begin at 10 GiB (msk-provision-throughput-management). */
export const volumeGi = { least: 1, most: 16_384, leastWithThroughput: 10 } as const;
/** Source: developer guide, limits: brokers of a KRaft cluster, before AWS raises it. */
export const mostBrokers = 60;
/** Source: developer guide, msk-autoexpand-details. */
export const utilizationPercent = { least: 10, most: 80 } as const;
/** Source: developer guide, msk-password-limitations. */
export const mostUsers = 1000;

/** Source: developer guide, limits and serverless-config. */
export const serverless = {
  partitions: 2400,
  compactedPartitions: 120,
  maxMessageBytes: 8_388_608,
  /** Of subnets. */
  zones: { least: 2, most: 6 },
} as const;

/** Ports of the listeners; the public ones are a hundred higher. Source: developer guide, port-info; monitoring: open-monitoring. */
export const ports = { mtls: 9094, scram: 9096, iam: 9098 } as const;
export const publicPort = (port: number) => port + 100;
export const monitoringPorts = { jmx: 11_001, node: 11_002 } as const;

/** Days that CloudWatch keeps logs. Source: @pulumi/aws 7.48.0, cloudwatch.LogGroup. */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Years that an authority of the stack's own is valid, and days that a certificate of it may be: it never outlives it. */
export const authorityYears = 10;
export const mostValidDays = authorityYears * 365 - 1;

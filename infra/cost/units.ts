/** Everything that may have a price, by service. A user's file is held against it, so that a mistyped unit is not silently no price. */

/** Machines are one unit each: these are the forms of their names. */
const machines: Record<string, { form: RegExp; example: string }> = {
  msk: { form: /^(kafka|express)\.[a-z0-9]+\.[a-z0-9]+ hour$/, example: "kafka.m7g.large hour" },
  ec2: { form: /^[a-z0-9-]+\.[a-z0-9-]+ hour$/, example: "m7g.large hour" },
};

export const units = {
  msk: [
    "storage GB-month",
    "storage throughput MiB/s-month",
    "data in GB",
    "kept GB-month",
    "serverless cluster hour",
    "serverless partition hour",
    "serverless data in GB",
    "serverless data out GB",
    "serverless kept GB-month",
    "private connection hour",
    "delivered GB",
  ],
  ec2: [],
  ebs: ["gp3 GB-month"],
  eks: ["cluster hour"],
  vpc: [
    "NAT gateway hour",
    "NAT gateway GB",
    "interface endpoint hour",
    "interface endpoint GB",
    "public IPv4 hour",
    "GB between zones",
  ],
  elb: ["network hour", "application hour", "network capacity hour", "application capacity hour"],
  kms: ["key month"],
  secretsmanager: ["secret month"],
  acmpca: ["authority month", "short-lived authority month", "certificate"],
  cloudwatch: ["logs GB", "logs kept GB-month"],
  s3: ["GB-month", "1,000 writes", "tables GB-month"],
  athena: ["TB scanned"],
  ecr: ["GB-month"],
  confluent: [
    ...["basic", "standard", "enterprise", "freight"].flatMap((kind) => [
      `${kind} month`,
      `${kind} eCKU hour`,
      `${kind} data GB`,
      `${kind} kept GB-month`,
    ]),
    "dedicated CKU hour",
    "dedicated data GB",
    "dedicated kept GB-month",
    "gateway hour",
    "network hour",
    "tableflow topic hour",
  ],
  gcp: ["forwarding rule hour"],
  azure: ["private endpoint hour"],
  kubernetes: ["vCPU hour", "memory GiB hour", "disk GiB-month", "load balancer hour"],
} satisfies Record<string, string[]>;

export const services = Object.keys(units);

export function isUnit(service: string, unit: string): boolean {
  return unitsOf(service).includes(unit) || machines[service]?.form.test(unit) === true;
}

/** For an error: what may stand there. */
export function unitsOf(service: string): string[] {
  const example = machines[service]?.example;
  return [...((units as Record<string, string[]>)[service] ?? []), ...(example === undefined ? [] : [example])];
}

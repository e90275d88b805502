/** Kinds of text and number that several settings of AWS are made of. */
import { z } from "zod";

/** Days that CloudWatch keeps logs: it takes no others (botocore 1.44.8, logs, PutRetentionPolicy; 2026-11-27). */
export const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
export const retention = z.literal([...RETENTIONS], { error: `days that CloudWatch takes: ${RETENTIONS.join(", ")}` });

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "a region, such as eu-central-1" });

export const zone = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d[a-f]$/, { error: "a zone, such as eu-central-1a, a to f" });

export const cidr = z.cidrv4({ error: "a range of addresses, such as 10.60.0.0/16" });

export const principal = z.string().regex(/^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, {
  error: "the ARN of a role or user, such as arn:aws:iam::123456789012:role/deployer",
});

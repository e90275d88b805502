/** Zones that EKS or MSK is not in are told by the names that the account has for them. AWS' answer is played. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { lookAtZones } from "../../../../infra/clouds/aws/zones.ts";
import { parseSettings } from "../../../../infra/settings.ts";
import { readStackFile } from "../../../../infra/stack-file.ts";

const ids = { "us-east-1a": "use1-az4", "us-east-1b": "use1-az3", "us-east-1c": "use1-az6", "us-east-1d": "use1-az1" };

function settings(stack: string, change: (raw: any) => void = () => undefined): AwsSettings {
  const raw = structuredClone(readStackFile(stack)) as any;
  raw.aws.region = "us-east-1";
  for (const [index, subnet] of (raw.aws.network?.subnets ?? []).entries()) subnet.zone = `us-east-1${"abc"[index]}`;
  change(raw);
  return parseSettings(raw) as AwsSettings;
}

test("a zone by default, by name or of a subnet, in which EKS or MSK is not", async () => {
  await assert.rejects(
    lookAtZones(settings("aws-msk-development"), async () => ids),
    /aws\.network\.zones is us-east-1b; allowed: zones among us-east-1a, us-east-1c, us-east-1d: us-east-1b is use1-az3 in this account, which EKS is not in/,
  );
  const subnets = settings("aws-existing-development", ({ aws }) => {
    aws.eks = { mode: "create", publicFrom: ["198.51.100.0/24"] };
  });
  await assert.rejects(
    lookAtZones(subnets, async () => ids),
    /aws\.network\.subnets\[1\] is us-east-1b/,
  );
});

test("zones of a private cluster at Confluent Cloud are those of the network, by the ids of this account", async () => {
  const stack = "aws-confluent-freight-production";
  const freight = parseSettings(readStackFile(stack)) as AwsSettings;
  const ours = { "eu-central-1a": "euc1-az2", "eu-central-1b": "euc1-az3", "eu-central-1c": "euc1-az1" };
  await lookAtZones(freight, async () => ours);
  await assert.rejects(
    lookAtZones(freight, async () => ({ ...ours, "eu-central-1c": "euc1-az4" })),
    /kafka\.size\.zones is euc1-az2, euc1-az3, euc1-az1; allowed: euc1-az2, euc1-az3, euc1-az4, as the zones of aws\.network \(eu-central-1a,/,
  );
  await lookAtZones(freight, async () => ({}));
  const open = parseSettings(readStackFile("aws-confluent-development")) as AwsSettings;
  await lookAtZones(open, async () => assert.fail("asked"));
});

test("other zones, nothing made in them, and what may not be read, are let through; elsewhere nobody is asked", async () => {
  const named = settings(
    "aws-msk-development",
    ({ aws }) => (aws.network.zones = ["us-east-1a", "us-east-1c", "us-east-1d"]),
  );
  await lookAtZones(named, async () => ids);
  await lookAtZones(settings("aws-existing-development"), async () => ids);
  await lookAtZones(settings("aws-msk-development"), async () => ({}));
  const elsewhere = parseSettings(readStackFile("aws-msk-development")) as AwsSettings;
  await lookAtZones(elsewhere, async () => assert.fail("asked"));
});

/** The table of docs/verification.md has every type that the program may declare, and claims no level that nothing reached. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { imported, inStackFiles, NOT_HELD, renderLevels } from "../clouds/levels.ts";
import { AWS_PARTS } from "./parts.ts";

test("what only other settings would declare is in the table, by the names that the SDKs give it", async () => {
  const { Network } = await import("@pulumi/confluentcloud/network.js");
  const { CertificateAuthority } = await import("@pulumi/aws/acmpca/certificateAuthority.js");
  const { ForwardingRule } = await import("@pulumi/gcp/compute/forwardingRule.js");
  const { PrivateEndpoint } = await import("@pulumi/azure-native/network/privateEndpoint.js");
  const types = imported();
  for (const { __pulumiType: type } of [Network, CertificateAuthority, ForwardingRule, PrivateEndpoint] as any[])
    assert.ok(types.includes(type), type);
  const rows = renderLevels().split("\n");
  const row = (start: string) => rows.find((each) => each.startsWith(`| ${start}`))!;
  assert.match(row("AWS' own description of the request, and sent"), /aws acmpca\.CertificateAuthority\b/);
  assert.match(row("Confluent's"), /confluentcloud Network, .*confluentcloud PrivateLinkAccess/);
  assert.match(
    row("AWS' own description of the request, and sent"),
    /aws ecr\.RepositoryPolicy, .*aws s3\.BucketLogging/,
  );
  assert.match(row("types and"), /gcp compute\.ForwardingRule/);
});

test("what neither a stack file nor a part declares was held against nothing of AWS'", async () => {
  const held = new Set(inStackFiles());
  for (const part of Object.values(AWS_PARTS)) for (const { type } of (await part(false)).resources) held.add(type);
  const rest = [...new Set(imported())].filter((type) => type.startsWith("aws:") && !held.has(type));
  assert.deepEqual(rest.sort(), NOT_HELD);
});

/** The brokers' configuration. */
import { Configuration } from "@pulumi/aws/msk/configuration.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import { serverProperties } from "./properties.ts";
import type { ProvisionedTier } from "./versions.ts";

/**
 * Neither a name nor Kafka's versions: a change of either makes it anew, which fails as the former one is in use and the name is taken
 * (hashicorp/terraform-provider-aws issues 16691 and 28931). So it outlives every upgrade, and only its revisions change.
 */
export function configuration(
  child: MakeChild,
  { tier, nodes, config }: { tier: ProvisionedTier; nodes: number; config: Record<string, string> },
  transform?: Transform<ArgsOf<typeof Configuration>>,
): { made: Configuration; info: { arn: pulumi.Output<string>; revision: pulumi.Output<number> } } {
  const made = child(
    Configuration,
    "configuration",
    { serverProperties: serverProperties(tier, nodes, config) },
    {},
    transform,
  );
  return { made, info: { arn: made.arn, revision: made.latestRevision } };
}

/** What the service's resources are told, out of what the cluster is. */
import type { KafkaClusterArgs } from "@pulumi/confluentcloud/kafkaCluster.js";
import { TributaryError } from "../../errors.ts";
import type { AccessSpec } from "../cluster.ts";
import type { Size } from "./args.ts";

export function sizeOf(size: Size): Partial<KafkaClusterArgs> {
  if (size.kind === "dedicated") return { dedicated: { cku: size.cku } };
  const most = size.maxEcku === undefined ? {} : { maxEcku: size.maxEcku };
  switch (size.kind) {
    case "basic":
      return { basic: most };
    case "standard":
      return { standard: most };
    case "enterprise":
      return { enterprises: [most] };
    case "freight":
      return { freights: [most] };
  }
}

/** Of the whole cluster, both ways. */
export function throughputOf(
  key: string,
  { produceBytesPerSecond, consumeBytesPerSecond }: NonNullable<AccessSpec["quota"]>,
) {
  if (produceBytesPerSecond === undefined || consumeBytesPerSecond === undefined)
    throw new TributaryError(
      "TRB_CAPABILITY_MISSING",
      `kafka.access.${key}.quota needs produceBytesPerSecond and consumeBytesPerSecond: Confluent Cloud limits both or none.`,
    );
  return { ingressByteRate: String(produceBytesPerSecond), egressByteRate: String(consumeBytesPerSecond) };
}

/** SASL_SSL://pkc-1.eu-central-1.aws.confluent.cloud:9092 -> pkc-1.eu-central-1.aws.confluent.cloud:9092 */
export function withoutProtocol(address: string): string {
  return address.replace(/^[A-Z_]+:\/\//, "");
}

/** Characters of a service account's description (confluentinc/cli, internal/iam/command_service_account_create.go; checked 2026-11-28). */
export const LONGEST_DESCRIPTION = 128;

/** What stands for tags at a service that has none: as many of them as there is room for, whole ones. */
export function describe(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .reduce((text, tag) => {
      const longer = text === "" ? tag : `${text} ${tag}`;
      return longer.length > LONGEST_DESCRIPTION ? text : longer;
    }, "");
}

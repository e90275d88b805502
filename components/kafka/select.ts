/** Which backend: the one place that knows them all. Each is loaded only when it is used. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { KafkaCluster } from "./cluster.ts";
import type { ConfluentArgs } from "./confluent/args.ts";
import type { ExistingClusterArgs } from "./existing.ts";
import type { ExistingPodsClusterArgs } from "./existing-pods.ts";
import type { LocalClusterArgs } from "./local.ts";
import type { MskClusterArgs } from "./msk/args.ts";
import type { ReferencedClusterArgs } from "./referenced.ts";
import type { StrimziArgs } from "./strimzi/cluster.ts";

/** One line a backend. */
export type KafkaClusterSpec =
  | { backend: "local"; args: LocalClusterArgs }
  | { backend: "existing"; args: ExistingClusterArgs }
  | { backend: "existing-pods"; args: ExistingPodsClusterArgs }
  | { backend: "referenced"; args: ReferencedClusterArgs }
  | { backend: "strimzi"; args: StrimziArgs }
  | { backend: "msk"; args: MskClusterArgs }
  | { backend: "confluent"; args: ConfluentArgs };

export async function createKafkaCluster(
  name: string,
  spec: KafkaClusterSpec,
  opts?: ComponentResourceOptions,
): Promise<KafkaCluster> {
  switch (spec.backend) {
    case "local":
      return new (await import("./local.ts")).LocalCluster(name, spec.args, opts);
    case "existing":
      return new (await import("./existing.ts")).ExistingCluster(name, spec.args, opts);
    case "existing-pods":
      return new (await import("./existing-pods.ts")).ExistingPodsCluster(name, spec.args, opts);
    case "referenced":
      return new (await import("./referenced.ts")).ReferencedCluster(name, spec.args, opts);
    case "strimzi":
      return new (await import("./strimzi/cluster.ts")).StrimziCluster(name, spec.args, opts);
    case "msk":
      return new (await import("./msk/cluster.ts")).MskCluster(name, spec.args, opts);
    case "confluent":
      return new (await import("./confluent/cluster.ts")).ConfluentCluster(name, spec.args, opts);
    default:
      return spec satisfies never;
  }
}

/** A cluster with brokers of a chosen size, standard or Express. */
import { Cluster, type ClusterArgs } from "@pulumi/aws/msk/cluster.js";
import type * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import type { MskBrokerArgs } from "./args.ts";
import type { Signer } from "./certificates.ts";
import type { BrokerLogs } from "./logs.ts";
import type { MskAuth } from "./principals.ts";
import { connectivity } from "./reach.ts";
import { grownByItself, storageInfo } from "./storage.ts";

export interface BrokersArgs {
  args: MskBrokerArgs;
  kinds: MskAuth[];
  securityGroup: pulumi.Input<string>;
  configuration: ClusterArgs["configurationInfo"];
  authority: Pick<Signer, "arn" | "ready"> | undefined;
  logs: BrokerLogs | undefined;
}

export function brokers(child: MakeChild, made: BrokersArgs): Cluster {
  const { args } = made;
  return child(
    Cluster,
    "cluster",
    clusterArgs(made),
    {
      protect: args.protection,
      // An authority without a certificate of its own is not active, and MSK takes none of those.
      dependsOn: [...(args.after ?? []), ...(made.authority?.ready ?? [])],
      customTimeouts: timeouts(args.sizing.nodes),
      ignoreChanges: args.tier === "standard" ? grownByItself(args.storage) : [],
    },
    args.transform?.cluster,
  );
}

const exporters = { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } };

function clusterArgs({ args, kinds, securityGroup, configuration, authority, logs }: BrokersArgs): ClusterArgs {
  const { clusterName, version, instanceType, sizing, keys, monitoring, network, tags } = args;
  const { subnets = network.privateSubnets, reach = { mode: "private" } } = args;
  return {
    clusterName,
    kafkaVersion: version,
    numberOfBrokerNodes: sizing.nodes,
    brokerNodeGroupInfo: {
      instanceType,
      clientSubnets: subnets.map(({ id }) => id),
      securityGroups: [securityGroup],
      ...(args.tier === "standard" ? { storageInfo: storageInfo(args.storage) } : {}),
      ...connectivity(reach, kinds),
    },
    clientAuthentication: {
      // Always: whoever administers the cluster is a role.
      sasl: { iam: true, scram: kinds.includes("scram") },
      ...(authority === undefined ? {} : { tls: { certificateAuthorityArns: [authority.arn] } }),
      unauthenticated: false,
    },
    configurationInfo: configuration,
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: keys.data,
      encryptionInTransit: { clientBroker: "TLS", inCluster: true },
    },
    enhancedMonitoring: monitoring.level,
    // Not said when it is off: AWS takes no monitoring without one of the two (developer guide, open-monitoring).
    ...(monitoring.open ? { openMonitoring: { prometheus: exporters } } : {}),
    ...(logs === undefined ? {} : { loggingInfo: logs.info }),
    ...ofTier(args),
    tags,
  };
}

/** What one tier takes and the other refuses. */
function ofTier(args: MskBrokerArgs): Partial<ClusterArgs> {
  if (args.tier === "express") return { rebalancing: { status: (args.rebalancing ?? true) ? "ACTIVE" : "PAUSED" } };
  return args.storage.tiered ? { storageMode: "TIERED" } : {};
}

/**
 * The provider's own two hours have been too few (hashicorp/terraform-provider-aws issue 17726), and an upgrade rolls the brokers one by one.
 */
function timeouts(nodes: number): pulumi.CustomTimeouts {
  return { create: "180m", update: `${Math.max(180, nodes * 30)}m`, delete: "120m" };
}

/** Where clients begin: a cluster has an address for each login and each way to it, and those that are off are empty by design. */
import type { Cluster } from "@pulumi/aws/msk/cluster.js";
import type { ServerlessCluster } from "@pulumi/aws/msk/serverlessCluster.js";
import type * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../errors.ts";
import type { MskAuth } from "./principals.ts";

export type Way = "private" | "multi-vpc" | "public";

const outputs = {
  private: { iam: "bootstrapBrokersSaslIam", scram: "bootstrapBrokersSaslScram", mtls: "bootstrapBrokersTls" },
  "multi-vpc": {
    iam: "bootstrapBrokersVpcConnectivitySaslIam",
    scram: "bootstrapBrokersVpcConnectivitySaslScram",
    mtls: "bootstrapBrokersVpcConnectivityTls",
  },
  public: {
    iam: "bootstrapBrokersPublicSaslIam",
    scram: "bootstrapBrokersPublicSaslScram",
    mtls: "bootstrapBrokersPublicTls",
  },
} as const satisfies Record<Way, Record<MskAuth, keyof Cluster>>;

export function serversOf(cluster: Cluster | ServerlessCluster, kind: MskAuth, way: Way): pulumi.Output<string[]> {
  return (cluster as Cluster)[outputs[way][kind]].apply((servers) => addresses(servers, kind, way));
}

/**
 * @param servers as AWS gives them, with commas between
 * @throws TributaryError TRB_NOT_READY when it gives none
 */
export function addresses(servers: string | undefined, kind: MskAuth, way: Way): string[] {
  const list = (servers ?? "").split(",").filter(Boolean).sort();
  if (list.length > 0) return list;
  throw new TributaryError(
    "TRB_NOT_READY",
    `MSK has given no address for ${kind} that is ${way} (${outputs[way][kind]} is empty).`,
    { hint: "A change of the cluster is under way, or has failed: once it is ACTIVE, a refresh reads its addresses." },
  );
}

/** b-2.mine.abcde1.c2.kafka.eu-central-1.amazonaws.com:9098 -> all brokers: the list of addresses names three at most. */
export function brokerHosts(servers: string[], nodes: number): string[] {
  const [first = ""] = servers;
  const domain = /^b-\d+\.([^:]+):/.exec(first)?.[1];
  if (domain === undefined) return servers.map((server) => server.replace(/:\d+$/, ""));
  return Array.from({ length: nodes }, (_, index) => `b-${index + 1}.${domain}`);
}

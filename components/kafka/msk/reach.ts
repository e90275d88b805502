/** Ways to the brokers from outside their network: a second step, as AWS refuses them when it makes a cluster. */
import type { ClusterArgs } from "@pulumi/aws/msk/cluster.js";
import { ClusterPolicy } from "@pulumi/aws/msk/clusterPolicy.js";
import { VpcConnection } from "@pulumi/aws/msk/vpcConnection.js";
import * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { mapValues } from "../administered.ts";
import type { MskReach } from "./args.ts";
import type { MskAuth } from "./principals.ts";

type Group = Extract<ClusterArgs["brokerNodeGroupInfo"], { instanceType: any }>;

/**
 * Off is said as well as on: the provider does not see what is left out, so that a way would stay open. AWS takes all of it at a cluster's
 * creation when it is off (cdk-preflight pf-msk-public-access-not-at-create and pf-msk-vpc-connectivity-auth-not-at-create).
 */
export function connectivity({ mode }: MskReach, kinds: MskAuth[]): Pick<Group, "connectivityInfo"> {
  const multi = (kind: MskAuth) => mode === "multi-vpc" && kinds.includes(kind);
  return {
    connectivityInfo: {
      publicAccess: { type: mode === "public" ? "SERVICE_PROVIDED_EIPS" : "DISABLED" },
      vpcConnectivity: {
        clientAuthentication: { sasl: { iam: multi("iam"), scram: multi("scram") }, tls: multi("mtls") },
      },
    },
  };
}

export interface Reached {
  policy?: ClusterPolicy;
  connections: Record<string, VpcConnection>;
}

const authentication: Record<MskAuth, string> = { iam: "SASL_IAM", scram: "SASL_SCRAM", mtls: "TLS" };

/**
 * Who may come from other networks. Accounts may make connections and ask for addresses, and nothing inside the cluster:
 * AWS' own example allows them kafka-cluster:* (developer guide, mvpc-cluster-owner-action-policy).
 */
export function reachedFrom(
  child: MakeChild,
  cluster: pulumi.CustomResource & { arn: pulumi.Output<string> },
  reach: MskReach,
  tags: Record<string, string>,
): Reached {
  if (reach.mode !== "multi-vpc") return { connections: {} };
  const { accounts, connections } = reach;
  const policy =
    accounts.length === 0
      ? undefined
      : child(ClusterPolicy, "policy", {
          clusterArn: cluster.arn,
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "Connect",
                Effect: "Allow",
                Principal: { AWS: [...accounts].sort() },
                Action: [
                  "kafka:CreateVpcConnection",
                  "kafka:GetBootstrapBrokers",
                  "kafka:DescribeCluster",
                  "kafka:DescribeClusterV2",
                ],
                Resource: cluster.arn,
              },
            ],
          }),
        });
  const made = mapValues(connections, ({ vpc, subnets, securityGroups, auth }, key) =>
    child(VpcConnection, `connection-${key}`, {
      targetClusterArn: cluster.arn,
      authentication: authentication[auth],
      vpcId: vpc,
      clientSubnets: subnets,
      securityGroups,
      tags,
    }),
  );
  return { ...(policy === undefined ? {} : { policy }), connections: made };
}

/** The raw resources of a cluster, for what the contract does not cover. */
import type { Certificate } from "@pulumi/aws/acmpca/certificate.js";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import type { Cluster } from "@pulumi/aws/msk/cluster.js";
import type { ServerlessCluster } from "@pulumi/aws/msk/serverlessCluster.js";
import type { SingleScramSecretAssociation } from "@pulumi/aws/msk/singleScramSecretAssociation.js";
import type { Topic } from "@pulumi/aws/msk/topic.js";
import type { VpcConnection } from "@pulumi/aws/msk/vpcConnection.js";
import type { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import type { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type { CustomResource, Resource } from "@pulumi/pulumi";
import type { CertificatePrincipal } from "./certificates.ts";
import type { ScramPrincipal } from "./users.ts";

/** A type and no interface, so that it is a record, too. */
export type MskNodes = {
  cluster: Cluster | ServerlessCluster;
  securityGroup: SecurityGroup;
  /** By client and login. */
  ingress: Record<string, SecurityGroupIngressRule>;
  /** Those of configuration, logs, storageTarget, storagePolicy and policy that there are. */
  around: Record<string, Resource>;
  /** By key. */
  topics: Record<string, Topic>;
  /** By user of Kafka: a principal has one for each generation. */
  secrets: Record<string, Secret>;
  associations: Record<string, SingleScramSecretAssociation>;
  /** By principal and generation. */
  certificates: Record<string, Certificate>;
  authority: Record<string, Resource>;
  /** Secrets of Kubernetes, by principal. */
  mounted: Record<string, CustomResource>;
  connections: Record<string, VpcConnection>;
  /** Of pods, by their name. */
  roles: Record<string, Resource>;
};

type OfPrincipals = Pick<MskNodes, "secrets" | "associations" | "certificates" | "mounted">;

export function nodesOfPrincipals(
  scram: Record<string, ScramPrincipal>,
  signed: Record<string, CertificatePrincipal>,
): OfPrincipals {
  const users = Object.values(scram).flatMap((principal) => Object.entries(principal.users));
  const certificates = Object.values(signed).flatMap((principal) => Object.entries(principal.certificates));
  const mounted = Object.entries({ ...scram, ...signed }).map(([key, principal]) => [key, principal.mounted] as const);
  return {
    secrets: Object.fromEntries(users.map(([user, { secret }]) => [user, secret])),
    associations: Object.fromEntries(users.map(([user, { association }]) => [user, association])),
    certificates: Object.fromEntries(certificates.map(([key, { certificate }]) => [key, certificate])),
    mounted: Object.fromEntries(mounted),
  };
}

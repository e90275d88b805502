/** The escape hatch, by child. */
import type { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import type { Cluster } from "@pulumi/aws/msk/cluster.js";
import type { Configuration } from "@pulumi/aws/msk/configuration.js";
import type { ServerlessCluster } from "@pulumi/aws/msk/serverlessCluster.js";
import type { Topic } from "@pulumi/aws/msk/topic.js";
import type { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import type { ArgsOf, Transform } from "../../component.ts";

type Of<C extends new (...args: any[]) => any> = Transform<ArgsOf<C>>;

export interface MskTransforms {
  cluster?: Of<typeof Cluster>;
  serverless?: Of<typeof ServerlessCluster>;
  configuration?: Of<typeof Configuration>;
  securityGroup?: Of<typeof SecurityGroup>;
  logs?: Of<typeof LogGroup>;
  secret?: Of<typeof Secret>;
  topic?: Of<typeof Topic>;
}

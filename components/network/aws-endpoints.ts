/**
 * Services of AWS that private nodes and pods ask, each by an endpoint inside the network.
 * Source: Amazon EKS User Guide, "Deploy private clusters with limited internet access"; Karpenter's documentation, "Private clusters"; 2026-11-27.
 */

export interface InterfaceEndpoint {
  /** Last part of com.amazonaws.<region>.<service>. */
  service: string;
  /** Who asks it for what. */
  reason: string;
}

export const interfaceEndpoints: readonly InterfaceEndpoint[] = [
  { service: "ecr.api", reason: "nodes log in to the registry of images" },
  { service: "ecr.dkr", reason: "nodes pull images; their layers come from S3" },
  { service: "sts", reason: "pods and nodes get their temporary credentials" },
  { service: "secretsmanager", reason: "External Secrets reads and writes passwords" },
  { service: "kms", reason: "what reads secrets and volumes has them decrypted" },
  { service: "logs", reason: "logs are sent to CloudWatch" },
  { service: "ec2", reason: "the network plugin, the volumes' driver and Karpenter change nodes" },
  { service: "eks", reason: "nodes ask for their cluster when they start" },
  { service: "eks-auth", reason: "the pod identity agent gets credentials for pods" },
  { service: "elasticloadbalancing", reason: "the load balancer controller makes load balancers" },
  { service: "autoscaling", reason: "node groups are groups of EC2 Auto Scaling" },
  { service: "sqs", reason: "Karpenter reads of interruptions" },
  { service: "ssm", reason: "Karpenter looks up machine images" },
];

/** What CloudWatch's values are read by; not in every network, as each endpoint costs. */
export const metricsEndpoints: readonly InterfaceEndpoint[] = [
  { service: "monitoring", reason: "the exporter of CloudWatch's metrics asks for values" },
  { service: "tagging", reason: "it finds the cluster by its tags" },
];

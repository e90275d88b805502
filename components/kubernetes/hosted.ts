/** The contract of a Kubernetes cluster that a cloud runs, made or adopted. */
import type { Input, Output, Resource } from "@pulumi/pulumi";

export interface HostedCluster {
  name: Output<string>;
  /** Its name in the whole cloud: holds its region and its account, too. */
  arn: Output<string>;
  /** For Pulumi's provider; it logs in with the caller's own identity, so that it holds no secret. */
  kubeconfig: Output<string>;
  /** Group that its nodes and pods send as: brokers let it in. */
  securityGroup: Output<string>;
  /** What pods need: nodes and add-ons. */
  ready: Resource[];
}

/** An identity of the cloud for the pods of a service account. */
export interface ServiceIdentity {
  namespace: Input<string>;
  serviceAccount: Input<string>;
}

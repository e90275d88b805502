/** What programs of others can use: components that take everything through arguments. Names are API: only ever added to. */
export type * from "../app/src/connection.ts";
export { type Transform, TributaryComponent } from "./component.ts";
export { asTributaryError, type ErrorCode, TributaryError } from "./errors.ts";
export { EcrRepository, type EcrRepositoryArgs } from "./images/ecr.ts";
export { backends, capabilitiesOf, renderCapabilityTable } from "./kafka/capabilities.ts";
export type * from "./kafka/cluster.ts";
export { ExistingCluster, type ExistingClusterArgs } from "./kafka/existing.ts";
export { LocalCluster, type LocalClusterArgs } from "./kafka/local.ts";
export type { MskClusterArgs } from "./kafka/msk/args.ts";
export { MskChannel, type MskChannelArgs } from "./kafka/msk/channel.ts";
export { MskCluster } from "./kafka/msk/cluster.ts";
export { createKafkaCluster, type KafkaClusterSpec } from "./kafka/select.ts";
export { type StrimziArgs, StrimziCluster } from "./kafka/strimzi/cluster.ts";
export { StrimziOperator, type StrimziOperatorArgs } from "./kafka/strimzi/operator.ts";
export { EksCluster, type EksClusterArgs } from "./kubernetes/eks/cluster.ts";
export { type ExistingEksArgs, existingEks } from "./kubernetes/eks/existing.ts";
export { Karpenter, type KarpenterArgs } from "./kubernetes/eks/karpenter/karpenter.ts";
export {
  LoadBalancerController,
  type LoadBalancerControllerArgs,
} from "./kubernetes/eks/load-balancers/controller.ts";
export { type PodRole, type PodRoleArgs, podRole } from "./kubernetes/eks/pod-identity.ts";
export { EksStorage, type EksStorageArgs } from "./kubernetes/eks/storage.ts";
export type { HostedCluster } from "./kubernetes/hosted.ts";
export { type Identity, MutualTls, type MutualTlsArgs } from "./kubernetes/mutual-tls.ts";
export { GuardedNamespace, type GuardedNamespaceArgs } from "./kubernetes/namespace.ts";
export { Prometheus, type PrometheusArgs } from "./monitoring/prometheus.ts";
export { AwsNetwork, type AwsNetworkArgs } from "./network/aws.ts";
export { type ExistingNetworkArgs, existingNetwork } from "./network/existing.ts";
export type { Network } from "./network/network.ts";
export type { Registry, SchemaSpec } from "./registry/contract.ts";
export { ExistingRegistry, type ExistingRegistryArgs } from "./registry/existing.ts";
export { SchemaRegistration, type SchemaRegistrationArgs } from "./registry/kubernetes/registration.ts";
export { KubernetesRegistry, type KubernetesRegistryArgs } from "./registry/kubernetes/registry.ts";
export { LocalRegistry, type LocalRegistryArgs } from "./registry/registry.ts";
export { KedaOperator, type KedaOperatorArgs } from "./scaling/kubernetes/operator.ts";
export { WorkloadScaling, type WorkloadScalingArgs } from "./scaling/kubernetes/scaling.ts";
export { AwsKeys, type AwsKeysArgs } from "./secrets/aws/keys.ts";
export { type ExternalSecretsArgs, externalSecrets } from "./secrets/kubernetes/external.ts";
export { ExternalSecretsOperator, type ExternalSecretsOperatorArgs } from "./secrets/kubernetes/operator.ts";
export { plainSecrets } from "./secrets/kubernetes/plain.ts";
export type { Credential, SecretSource } from "./secrets/kubernetes/source.ts";
export { SecretStore, type SecretStoreArgs } from "./secrets/kubernetes/store.ts";
export { KubernetesWorkload, type KubernetesWorkloadArgs } from "./workload/kubernetes/workload.ts";
export { LocalWorkload, type LocalWorkloadArgs } from "./workload/local.ts";

/** What programs of others can use: components that take everything through arguments. Names are API: only ever added to. */
export type * from "../app/src/connection.ts";
export { type Transform, TributaryComponent } from "./component.ts";
export { asTributaryError, type ErrorCode, TributaryError } from "./errors.ts";
export { backends, capabilitiesOf, renderCapabilityTable } from "./kafka/capabilities.ts";
export type * from "./kafka/cluster.ts";
export { ExistingCluster, type ExistingClusterArgs } from "./kafka/existing.ts";
export { LocalCluster, type LocalClusterArgs } from "./kafka/local.ts";
export { createKafkaCluster, type KafkaClusterSpec } from "./kafka/select.ts";
export { type StrimziArgs, StrimziCluster } from "./kafka/strimzi/cluster.ts";
export { StrimziOperator, type StrimziOperatorArgs } from "./kafka/strimzi/operator.ts";
export { GuardedNamespace, type GuardedNamespaceArgs } from "./kubernetes/namespace.ts";
export { Prometheus, type PrometheusArgs } from "./monitoring/prometheus.ts";
export type { Registry, SchemaSpec } from "./registry/contract.ts";
export { ExistingRegistry, type ExistingRegistryArgs } from "./registry/existing.ts";
export { LocalRegistry, type LocalRegistryArgs } from "./registry/registry.ts";
export { KubernetesWorkload, type KubernetesWorkloadArgs } from "./workload/kubernetes/workload.ts";
export { LocalWorkload, type LocalWorkloadArgs } from "./workload/local.ts";

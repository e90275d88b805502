/** As many pods as a consumer group's lag asks for: KEDA's ScaledObject (keda.sh/v1alpha1), of which KEDA makes a HorizontalPodAutoscaler. */
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { groupBehaviour } from "./behaviour.ts";
import { saslOf, tokenSource } from "./login.ts";
import { type Bounds, targetOf } from "./target.ts";

/** minInstances may be 0: then there is no pod while there is no lag. */
export interface LagScaling extends Bounds {
  /** records of lag for each pod: as many pods as the whole lag has of it, rounded up */
  lagPerInstance: number;
  /** seconds between two looks while there is no pod; with pods Kubernetes asks as often as it asks for every metric */
  pollingSeconds: number;
  /** A query of Prometheus besides; whichever asks for more pods counts. Default: only lag counts. */
  prometheus?: PrometheusTrigger;
}

export interface PrometheusTrigger {
  /** Base address. */
  address: string;
  /** PromQL that gives one value. */
  query: string;
  /** Of that value, for each pod. */
  threshold: number;
}

/** Whose lag. */
export interface Group {
  topic: string;
  group: string;
}

/** Looks at the trigger that fail one after the other until the number of pods is held. */
const FAILURES = 3;

/**
 * The `spec` of a ScaledObject.
 * @param authentication name of the TriggerAuthentication
 */
export function scaledObjectSpec(
  deployment: pulumi.Input<string>,
  scaling: LagScaling,
  of: Group,
  connection: KafkaConnection,
  authentication: pulumi.Input<string>,
): object {
  const { minInstances, maxInstances, pollingSeconds, stabilisationSeconds, lagPerInstance, prometheus } = scaling;
  return {
    scaleTargetRef: targetOf(deployment),
    minReplicaCount: minInstances,
    maxReplicaCount: maxInstances,
    pollingInterval: pollingSeconds,
    // Of the last pod, with a minimum of 0; all others go by the behaviour's window.
    cooldownPeriod: stabilisationSeconds,
    // Brokers or Prometheus that do not answer say nothing of the lag: whoever is there stays.
    fallback: { failureThreshold: FAILURES, replicas: Math.max(1, minInstances), behavior: "currentReplicas" },
    advanced: { horizontalPodAutoscalerConfig: { behavior: groupBehaviour(stabilisationSeconds) } },
    triggers: [
      kafkaTrigger(of, connection, lagPerInstance, authentication),
      ...(prometheus === undefined ? [] : [prometheusTrigger(prometheus)]),
    ],
  };
}

/**
 * Type `kafka`, not `apache-kafka`: the latter calls itself experimental, asks for the metadata of every topic each time, and takes a
 * partition whose end it could not read for one without lag (pkg/scalers/apache_kafka_scaler.go of KEDA 2.20.2).
 */
function kafkaTrigger(
  { topic, group }: Group,
  { bootstrapServers, protocol, auth }: KafkaConnection,
  lagPerInstance: number,
  authentication: pulumi.Input<string>,
): object {
  return {
    type: "kafka",
    metadata: {
      bootstrapServers: bootstrapServers.join(","),
      topic,
      consumerGroup: group,
      lagThreshold: String(lagPerInstance),
      // One record is work enough to begin with.
      activationLagThreshold: "0",
      // Where the processor begins when its group has committed nothing yet: all that is there is lag.
      offsetResetPolicy: "earliest",
      // maxInstances is the limit that has to do with partitions. KEDA's own one cuts the lag to what as many pods as partitions may have,
      // of which Kubernetes' tolerance of a tenth leaves the last pod of more than ten out (kedacore/keda#4791).
      allowIdleConsumers: "true",
      // With one partition far behind all others would be left to one pod, fall behind, get their pods back, and lose them again.
      limitToPartitionsWithLag: "false",
      // It takes lag for none when nothing was committed between two looks: in a rebalance, or when outputs are away, pods would go.
      excludePersistentLag: "false",
      tls: protocol.endsWith("SSL") ? "enable" : "disable",
      sasl: saslOf(auth),
      ...tokenSource(auth),
    },
    authenticationRef: { name: authentication },
  };
}

function prometheusTrigger({ address, query, threshold }: PrometheusTrigger): object {
  const metadata = {
    serverAddress: address,
    query,
    threshold: String(threshold),
    // No value is not the value 0, for which pods would go.
    ignoreNullValues: "false",
  };
  return { type: "prometheus", metadata };
}

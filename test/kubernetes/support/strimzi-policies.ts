/**
 * NetworkPolicies as Strimzi's operator makes them of a Kafka object: generateNetworkPolicy of KafkaCluster, EntityOperator, CruiseControl and
 * KafkaExporter, 1.2.0. It has no way to narrow who reads metrics or health.
 */
import type { KubeObject } from "../control-plane/api.ts";

/** STRIMZI_OPERATOR_NAMESPACE_LABELS as an object; empty: an operator of any namespace is let in. */
export type OperatorNamespace = Record<string, string>;

type Peer = object;
const named = (matchLabels: Record<string, string>): Peer => ({ podSelector: { matchLabels } });
const rule = (port: number, from: Peer[] = []) => ({ ports: [{ port, protocol: "TCP" }], from });

/** @param kafka the object, in another namespace than its operator */
export function madeByStrimzi(kafka: KubeObject, operatorNamespace: OperatorNamespace = {}): KubeObject[] {
  const { name: cluster, namespace } = kafka.metadata;
  const { listeners, metricsConfig } = kafka["spec"].kafka;
  const { entityOperator, cruiseControl, kafkaExporter } = kafka["spec"];
  const selects = (component: string) => ({
    "strimzi.io/cluster": cluster,
    "strimzi.io/kind": "Kafka",
    "strimzi.io/name": `${cluster}-${component}`,
  });
  const componentOf = (component: string) => named({ "strimzi.io/name": `${cluster}-${component}` });
  const inOperatorNamespace = (peer: Peer): Peer => ({
    ...peer,
    namespaceSelector: { matchLabels: operatorNamespace },
  });
  const operator = inOperatorNamespace(named({ "strimzi.io/kind": "cluster-operator" }));
  const brokers = named(selects("kafka"));
  const entities = componentOf("entity-operator");
  const policy = (of: string, component: string, ingress: object[]): KubeObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: of, namespace: namespace! },
    // The API server fills in policyTypes, as there are rules for one direction only.
    spec: { podSelector: { matchLabels: selects(component) }, policyTypes: ["Ingress"], ingress },
  });
  return [
    policy(`${cluster}-network-policy-kafka`, "kafka", [
      rule(9090, [brokers, operator]),
      rule(9091, [operator, brokers, entities, componentOf("kafka-exporter"), componentOf("cruise-control")]),
      rule(8443, [operator]),
      ...listeners.map(({ port, networkPolicyPeers }: any) => rule(port, networkPolicyPeers)),
      ...(metricsConfig === undefined ? [] : [rule(9404)]),
    ]),
    policy(`${cluster}-entity-operator`, "entity-operator", [
      ...(entityOperator.topicOperator === undefined ? [] : [rule(8080)]),
      ...(entityOperator.userOperator === undefined ? [] : [rule(8081)]),
    ]),
    ...(cruiseControl === undefined
      ? []
      : [
          policy(`${cluster}-network-policy-cruise-control`, "cruise-control", [
            rule(9090, [
              operator,
              ...(entityOperator.topicOperator === undefined ? [] : [inOperatorNamespace(entities)]),
            ]),
            ...(cruiseControl.metricsConfig === undefined ? [] : [rule(9404)]),
          ]),
        ]),
    ...(kafkaExporter === undefined ? [] : [policy(`${cluster}-kafka-exporter`, "kafka-exporter", [rule(9404)])]),
  ];
}

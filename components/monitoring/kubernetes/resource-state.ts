/**
 * kube-state-metrics, told of Strimzi's resources: an info metric of each kind, whose labels say what its operator thinks of it. Names are
 * those that the signals ask (signals/strimzi.ts).
 */
import { strimziKinds } from "../signals/strimzi.ts";

const GROUP = "kafka.strimzi.io";
const condition = (by: string, field: string) => ["status", "conditions", `[${by}]`, field];

/** Of every kind. With the resource's own namespace, which the page's monitor keeps. */
const labels = {
  namespace: ["metadata", "namespace"],
  ready: condition("type=Ready", "status"),
  warnings: condition("type=Warning", "type"),
  deprecated: condition("reason=DeprecatedFields", "type"),
};
const labelsOfRebalance = {
  ...labels,
  template: ["metadata", "annotations", "strimzi.io/rebalance-template"],
  proposal_ready: condition("type=ProposalReady", "status"),
  rebalancing: condition("type=Rebalancing", "status"),
};

/** Values of the chart kube-state-metrics. */
export function strimziState(): object {
  const resources = Object.entries(strimziKinds).map(([kind, metricNamePrefix]) => ({
    groupVersionKind: { group: GROUP, version: "v1", kind },
    metricNamePrefix,
    metrics: [
      {
        name: "resource_info",
        help: `What Strimzi says of a ${kind}`,
        each: { type: "Info", info: { labelsFromPath: { name: ["metadata", "name"] } } },
        labelsFromPath: kind === "KafkaRebalance" ? labelsOfRebalance : labels,
      },
    ],
  }));
  return {
    customResourceState: { enabled: true, config: { spec: { resources } } },
    rbac: { extraRules: [{ apiGroups: [GROUP], resources: ["*"], verbs: ["list", "watch"] }] },
  };
}

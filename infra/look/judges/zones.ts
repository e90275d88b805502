/** Zones that the settings tell are those of nodes that take pods, and zones that there are are told. */
import type { SeenNode } from "../look.ts";
import { enumerated, type Judge, type Remark } from "./judge.ts";

const LABEL = "topology.kubernetes.io/zone";

/** Of these nodes, each once. */
export const zonesOf = (nodes: SeenNode[]): string[] =>
  [...new Set(nodes.map(({ zone }) => zone).filter((zone) => zone !== undefined))].sort();

export const zoneProblems: Judge = ({ nodes, autoscaled }, { kubernetes }) => {
  if (nodes === undefined || kubernetes.zones.length === 0) return [];
  const open = nodes.filter((node) => node.open);
  // Strimzi puts the brokers of a cluster with zones only on nodes that have the label.
  if (!autoscaled && open.length > 0 && zonesOf(open).length === 0)
    return [
      {
        path: "kubernetes.zones",
        given: JSON.stringify(kubernetes.zones),
        allowed: `none: no node that takes pods has the label ${LABEL}, and brokers would wait for one`,
      },
    ];
  const zones = zonesOf(nodes);
  return kubernetes.zones.flatMap((zone, index) =>
    zones.includes(zone)
      ? []
      : [
          {
            path: `kubernetes.zones[${index}]`,
            given: JSON.stringify(zone),
            allowed: `a zone of a node: ${enumerated(zones)}`,
          },
        ],
  );
};

export const zoneRemarks: Remark = ({ nodes = [] }, { kubernetes, kafka }) => {
  const zones = zonesOf(nodes);
  if (kubernetes.zones.length > 0 || zones.length < 2 || kafka.nodes < 2) return [];
  return [
    `kubernetes.zones: none are told although nodes are in ${enumerated(zones)}; all copies of a partition may then stand in one zone.`,
  ];
};

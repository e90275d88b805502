/** Whom the parts of kube-prometheus-stack reach, and who reaches them, in a namespace that denies everything (templates of 88.6.1). */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Rule } from "../../kubernetes/chart.ts";
import { allow, type Peer, reach, reachApi, reachPorts, tcp } from "../../kubernetes/policy-rules.ts";

export interface PrometheusPolicyArgs {
  /** Ports of pages that are read, whoever has them. */
  pages: readonly number[];
  /** Ports that receivers of alerts answer at. */
  receivers: readonly number[];
  /** Who asks Prometheus, such as KEDA. */
  clients: Peer[];
  /** Whom Grafana asks for traces. Default: nobody. */
  traces?: { ports: readonly number[] } | undefined;
  /** Of the API server. Default: 443 and 6443. */
  apiPorts?: readonly number[] | undefined;
}

const PORTS = {
  prometheus: 9090,
  alertmanager: 9093,
  mesh: 9094,
  operator: 8080,
  grafana: 3000,
  state: 8080,
  kubelet: 10_250,
} as const;
/** `app.kubernetes.io/name` of each part's pods. */
const APPS = {
  prometheus: "prometheus",
  alertmanager: "alertmanager",
  operator: "kube-prometheus-stack-prometheus-operator",
  grafana: "grafana",
  state: "kube-state-metrics",
} as const;
type Part = keyof typeof APPS;

export const podsOf = (part: Part) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": APPS[part] } } });

interface Directions {
  ingress: input.networking.v1.NetworkPolicyIngressRule[];
  egress: input.networking.v1.NetworkPolicyEgressRule[];
}

/** Rules by their roles. */
export function prometheusRules({
  pages,
  receivers,
  clients,
  traces,
  apiPorts,
}: PrometheusPolicyArgs): Record<string, Rule> {
  const toApi = reachApi(apiPorts);
  const from = [podsOf("prometheus")];
  const mesh = { protocol: "UDP", port: PORTS.mesh };
  const among = [tcp(PORTS.mesh), mesh];
  const parts: Record<Part, Directions> = {
    prometheus: {
      ingress: allow([podsOf("grafana"), podsOf("prometheus"), ...clients], PORTS.prometheus),
      egress: [
        toApi,
        reach({ to: [podsOf("alertmanager")], ports: [PORTS.alertmanager] }),
        ...reachPorts([
          ...new Set([...pages, PORTS.kubelet, PORTS.state, PORTS.prometheus, PORTS.grafana, PORTS.alertmanager]),
        ]),
      ],
    },
    alertmanager: {
      ingress: [...allow(from, PORTS.alertmanager), { from: [podsOf("alertmanager")], ports: among }],
      egress: [{ to: [podsOf("alertmanager")], ports: among }, ...reachPorts(receivers)],
    },
    operator: { ingress: allow(from, PORTS.operator), egress: [toApi] },
    grafana: {
      ingress: allow(from, PORTS.grafana),
      egress: [
        toApi,
        reach({ to: [podsOf("prometheus")], ports: [PORTS.prometheus] }),
        ...reachPorts(traces?.ports ?? []),
      ],
    },
    state: { ingress: allow(from, PORTS.state), egress: [toApi] },
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, directions]) => [
      `policy-${part}`,
      {
        name: `allow-${part}`,
        spec: { ...podsOf(part as Part), policyTypes: ["Ingress", "Egress"], ...directions },
      },
    ]),
  );
}

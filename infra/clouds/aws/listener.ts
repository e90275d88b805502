/** A listener of Strimzi's that is reached from outside EKS: a Network Load Balancer of AWS' controller, inside the network. */
import type { StrimziKafka } from "../../settings/kafka/strimzi.ts";

/**
 * Services without this class are EKS' own to make, which are Classic Load Balancers that face the internet: the controller's webhook, which
 * would give each Service its class, is off (components/kubernetes/eks/load-balancers).
 * Source: kubernetes-sigs.github.io/aws-load-balancer-controller, guide/service/nlb and annotations, v3.5; 2026-11-28.
 */
export const LOAD_BALANCER_CLASS = "service.k8s.aws/nlb";

const PREFIX = "service.beta.kubernetes.io/aws-load-balancer";
/** The scheme is said although it is the default: a load balancer that is there keeps its own otherwise. Targets would be nodes' ports. */
const INSIDE = { [`${PREFIX}-scheme`]: "internal", [`${PREFIX}-nlb-target-type`]: "ip" };

/** What the settings say stands before what they leave out. */
export function withListener(kafka: StrimziKafka): StrimziKafka {
  const { external } = kafka;
  if (external?.type !== "loadbalancer") return kafka;
  const { class: of = LOAD_BALANCER_CLASS, annotations } = external;
  return { ...kafka, external: { ...external, class: of, annotations: { ...INSIDE, ...annotations } } };
}

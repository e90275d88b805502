/** Who can reach brokers, and the API server of a cluster that is made. */
import { finding, findingsOf, isObject, isTrue, listOf, placesOf, UNKNOWN, valueIn } from "../read.ts";
import type { Context, Finding, ResourceRule } from "../rule.ts";

/** Everybody, in both families. */
const everybody = new Set(["0.0.0.0/0", "::/0"]);
/** Ports that brokers listen at: Kafka's own, Strimzi's and MSK's, public ones (9194 to 9198) and those for other networks (14001 and up) among them. */
const brokerPort = (port: unknown): boolean => {
  const number = Number(port);
  return (
    (number >= 9091 && number <= 9099) || (number >= 9191 && number <= 9199) || (number >= 14001 && number <= 14100)
  );
};

/** Ranges of addresses that let everybody in. */
function open(inputs: unknown, path: string, allowed: string): Finding[] {
  return placesOf(inputs, path)
    .filter(({ value }) => typeof value === "string" && everybody.has(value))
    .map((place) => finding(place.path, place.value, allowed));
}

const RANGES = "ranges of networks that clients are in";

function ofSecurityGroup(inputs: Record<string, unknown>): Finding[] {
  return [...open(inputs, "ingress[].cidrBlocks[]", RANGES), ...open(inputs, "ingress[].ipv6CidrBlocks[]", RANGES)];
}

/** Annotations with which the load balancers of clouds stay inside. */
const inside: Record<string, RegExp> = {
  "service.beta.kubernetes.io/aws-load-balancer-scheme": /^internal$/,
  "service.beta.kubernetes.io/aws-load-balancer-internal": /^true$/,
  "service.beta.kubernetes.io/azure-load-balancer-internal": /^true$/,
  "networking.gke.io/load-balancer-type": /^Internal$/i,
};

const staysInside = (annotations: unknown): boolean =>
  isObject(annotations) && Object.entries(inside).some(([name, value]) => value.test(String(annotations[name])));

/** It counts before any other of AWS' annotations, and no range of clients takes the public address away. */
const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";

function facing(annotations: unknown, path: string): Finding[] {
  const scheme = isObject(annotations) ? annotations[SCHEME] : undefined;
  return scheme === "internet-facing" ? [finding(`${path}.${SCHEME}`, scheme, '"internal", or left out')] : [];
}

const LIMITED = "ranges of networks that clients are in, or an annotation that keeps the load balancer inside";

/** Where Strimzi takes annotations of a listener's services from: the first one's, every broker's, and one broker's. */
const ANNOTATIONS = ["bootstrap.annotations", "perBrokerAnnotationsTemplate", "brokers[].annotations"];

/** A load balancer is public unless ranges or an annotation say otherwise; nodes and routes have no addresses of their own to judge. */
function ofListener(listener: unknown, path: string): Finding[] {
  if (!isObject(listener) || listener["type"] !== "loadbalancer") return [];
  const faces = ANNOTATIONS.flatMap((of) => placesOf(listener, `configuration.${of}`)).flatMap((place) =>
    facing(place.value, `${path}.${place.path}`),
  );
  if (faces.length > 0) return faces;
  const ranges = valueIn(listener, "configuration.loadBalancerSourceRanges");
  if (ranges === UNKNOWN || staysInside(valueIn(listener, "configuration.bootstrap.annotations"))) return [];
  return limited(ranges, `${path}.configuration.loadBalancerSourceRanges`);
}

function limited(ranges: unknown, path: string): Finding[] {
  const list = listOf(ranges);
  if (list.length === 0) return [finding(path, ranges, LIMITED)];
  return list
    .filter((range) => everybody.has(String(range)))
    .map((range) => finding(`${path}[${list.indexOf(range)}]`, range, LIMITED));
}

function ofService(inputs: Record<string, unknown>): Finding[] {
  if (valueIn(inputs, "spec.type") !== "LoadBalancer") return [];
  const ports = placesOf(inputs, "spec.ports[].port").map(({ value }) => value);
  if (!ports.some(brokerPort)) return [];
  const annotations = valueIn(inputs, "metadata.annotations");
  const faces = facing(annotations, "metadata.annotations");
  if (faces.length > 0 || staysInside(annotations)) return faces;
  const ranges = valueIn(inputs, "spec.loadBalancerSourceRanges");
  return ranges === UNKNOWN ? [] : limited(ranges, "spec.loadBalancerSourceRanges");
}

/** Sizes that have no address but a public one: docs.confluent.io, "Networking overview". */
function ofConfluent(inputs: Record<string, unknown>, { settings }: Context): Finding[] {
  if (settings.environment !== "production") return [];
  const allowed = "enterprises, freights, or dedicated with a network";
  const size = ["basic", "standard"].find((one) => inputs[one] !== undefined);
  if (size !== undefined) return [{ path: size, given: "a size that is public alone", allowed }];
  return inputs["dedicated"] !== undefined
    ? findingsOf(inputs, [{ path: "network", allowed: "a network", fits: Boolean }])
    : [];
}

export const noPublicBrokers: ResourceRule = {
  name: "no-public-brokers",
  level: "mandatory",
  severity: "critical",
  about:
    "Brokers have no public address and no port open to everybody; a cluster of Confluent Cloud for development may, behind TLS and keys.",
  mend: "Keep brokers inside: kafka.reach for MSK, kafka.external for Strimzi, kafka.size and kafka.access for Confluent Cloud.",
  check({ type, inputs }, context) {
    switch (type) {
      case "aws:msk/cluster:Cluster":
        return findingsOf(inputs, [
          {
            path: "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
            allowed: '"DISABLED", or left out',
            fits: (value) => value === undefined || value === "DISABLED",
          },
        ]);
      case "aws:ec2/securityGroup:SecurityGroup":
      case "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":
        return ofSecurityGroup(inputs);
      case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
        return [...open(inputs, "cidrIpv4", RANGES), ...open(inputs, "cidrIpv6", RANGES)];
      case "aws:ec2/securityGroupRule:SecurityGroupRule":
        return inputs["type"] === "ingress"
          ? [...open(inputs, "cidrBlocks[]", RANGES), ...open(inputs, "ipv6CidrBlocks[]", RANGES)]
          : [];
      case "kubernetes:kafka.strimzi.io/v1:Kafka":
        return placesOf(inputs, "spec.kafka.listeners[]").flatMap(({ path, value }) => ofListener(value, path));
      case "kubernetes:core/v1:Service":
        return ofService(inputs);
      case "confluentcloud:index/kafkaCluster:KafkaCluster":
        return ofConfluent(inputs, context);
      default:
        return [];
    }
  },
};

export const noOpenControlPlane: ResourceRule = {
  name: "no-open-control-plane",
  level: "mandatory",
  severity: "high",
  about: "The API server of a cluster of Kubernetes that is made is not open to everybody.",
  mend: "Name the ranges that may reach it in aws.eks.publicFrom, or let it be private by aws.eks.privateFrom.",
  check({ type, inputs }) {
    if (type !== "aws:eks/cluster:Cluster") return [];
    const isPublic = valueIn(inputs, "vpcConfig.endpointPublicAccess");
    // Left out it is public, and left out everybody may.
    if (isPublic !== undefined && !isTrue(isPublic)) return [];
    const ranges = valueIn(inputs, "vpcConfig.publicAccessCidrs");
    if (ranges === UNKNOWN) return [];
    const allowed = "ranges of addresses that may, or vpcConfig.endpointPublicAccess false";
    if (listOf(ranges).length === 0) return [finding("vpcConfig.publicAccessCidrs", ranges, allowed)];
    return open(inputs, "vpcConfig.publicAccessCidrs[]", allowed);
  },
};

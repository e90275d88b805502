/** Networks: gateways, endpoints, addresses, load balancers, of the stack's own cloud. */
import { isObject, listOf, valueIn } from "../../policy/read.ts";
import { type Declared, type Drivers, hourly, regionOf, same, together, type Use } from "../driver.ts";

const FORWARDING = "gcp:compute/forwardingRule:ForwardingRule";
const PRIVATE_ENDPOINT = "azure-native:network:PrivateEndpoint";

export function networkDrivers(declared: Declared): Drivers {
  return together([ofAws(declared), ofOthers(declared), loadBalancers(declared)]);
}

function ofAws({ of, region }: Declared): Drivers {
  const about = { service: "vpc", region };
  const gateways = of("aws:ec2/natGateway:NatGateway").length;
  const endpoints = of("aws:ec2/vpcEndpoint:VpcEndpoint").filter(
    ({ inputs }) => inputs["vpcEndpointType"] === "Interface",
  );
  const inZones = endpoints.reduce((sum, { inputs }) => sum + zonesOf(inputs), 0);
  const byUse = (what: string, unit: string): Use => ({ ...about, what, unit, units: undefined });
  return {
    fixed: [
      ...some(gateways, (count) => hourly({ ...about, what: "NAT gateways" }, "NAT gateway hour", same(count))),
      ...some(inZones, (count) => ({
        ...hourly({ ...about, what: "Interface endpoints" }, "interface endpoint hour", same(count)),
        count: `${endpoints.length}, ${count} in all zones`,
      })),
      ...some(of("aws:ec2/eip:Eip").length, (count) =>
        hourly({ ...about, what: "Public IPv4 addresses" }, "public IPv4 hour", same(count)),
      ),
    ],
    byUse: [
      ...some(gateways, () => byUse("Through NAT gateways", "NAT gateway GB")),
      ...some(inZones, () => byUse("Through interface endpoints", "interface endpoint GB")),
      ...some(of("aws:ec2/vpc:Vpc").length, () => byUse("Between zones", "GB between zones")),
    ],
  };
}

function ofOthers({ of }: Declared): Drivers {
  const kinds = [
    ["gcp", "forwarding rule hour", of(FORWARDING)],
    ["azure", "private endpoint hour", of(PRIVATE_ENDPOINT)],
  ] as const;
  return {
    fixed: kinds.flatMap(([service, unit, all]) =>
      some(all.length, (count) =>
        hourly({ what: "Private endpoints", service, region: regionOf(all) }, unit, same(count)),
      ),
    ),
    byUse: [],
  };
}

function some<T>(count: number, make: (count: number) => T): T[] {
  return count === 0 ? [] : [make(count)];
}

/** An endpoint is paid for in each zone that it has an interface in. */
const zonesOf = (inputs: Record<string, unknown>): number =>
  Math.max(listOf(inputs["subnetIds"]).length, listOf(inputs["subnetConfigurations"]).length, 1);

/** Made by controllers for what asks for them: Services, Ingresses, listeners of Strimzi. */
function loadBalancers({ of, region, settings }: Declared): Drivers {
  const services = of("kubernetes:core/v1:Service").filter(
    ({ inputs }) => valueIn(inputs, "spec.type") === "LoadBalancer",
  ).length;
  const network = services + strimziListeners(of);
  if (settings.cloud !== "aws") {
    const about = { what: "Load balancers", service: "kubernetes", region: "*" };
    return { fixed: some(network, (count) => hourly(about, "load balancer hour", same(count))), byUse: [] };
  }
  const applications = of("kubernetes:networking.k8s.io/v1:Ingress").filter(
    ({ inputs }) => valueIn(inputs, "spec.ingressClassName") === "alb",
  ).length;
  const kinds = [
    ["Network Load Balancers", "network", network],
    ["Application Load Balancers", "application", applications],
  ] as const;
  const about = { service: "elb", region };
  return {
    fixed: kinds.flatMap(([what, kind, number]) =>
      some(number, (count) => hourly({ ...about, what }, `${kind} hour`, same(count))),
    ),
    byUse: kinds.flatMap(([what, kind, number]) =>
      some(number, () => ({ ...about, what: `${what}' capacity`, unit: `${kind} capacity hour`, units: undefined })),
    ),
  };
}

/** One for each broker, and one to begin with. */
function strimziListeners(of: Declared["of"]): number {
  const brokers = of("kubernetes:kafka.strimzi.io/v1:KafkaNodePool")
    .filter(({ inputs }) => listOf(valueIn(inputs, "spec.roles")).includes("broker"))
    .reduce((sum, { inputs }) => sum + Number(valueIn(inputs, "spec.replicas")), 0);
  const listeners = of("kubernetes:kafka.strimzi.io/v1:Kafka")
    .flatMap(({ inputs }) => listOf(valueIn(inputs, "spec.kafka.listeners")))
    .filter((listener) => isObject(listener) && listener["type"] === "loadbalancer");
  return listeners.length * (brokers + 1);
}

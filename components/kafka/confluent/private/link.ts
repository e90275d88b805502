/** Confluent's side of a private way: what is asked for there, in the order in which each side needs to know of the other. */
import { AccessPoint, type AccessPointArgs } from "@pulumi/confluentcloud/accessPoint.js";
import { Gateway, type GatewayArgs } from "@pulumi/confluentcloud/gateway.js";
import type { KafkaCluster } from "@pulumi/confluentcloud/kafkaCluster.js";
import { Network } from "@pulumi/confluentcloud/network.js";
import { PrivateLinkAccess, type PrivateLinkAccessArgs } from "@pulumi/confluentcloud/privateLinkAccess.js";
import * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../../component.ts";
import type { Size } from "../args.ts";
import type { ConfluentCloud } from "../kinds.ts";
import { ALL, type PrivateAccess } from "./access.ts";

export interface LinkArgs {
  access: PrivateAccess;
  cloud: ConfluentCloud;
  region: string;
  environment: { id: pulumi.Input<string> };
  displayName: string;
  /** What holds data behind it cannot be deleted: nor can the way to it. */
  protect: boolean;
}

export interface Link {
  /** Of a dedicated cluster, which is made into it. */
  network?: Network;
  /** What the cluster, or whoever asks it, depends on. */
  after: pulumi.Resource[];
  /** Addresses of the cluster over this way. */
  endpointsOf(cluster: KafkaCluster): { bootstrap: pulumi.Output<string>; rest: pulumi.Output<string> };
  nodes: Record<string, pulumi.Resource>;
}

/** The way to a cluster of this size. */
export function linkOf(child: MakeChild, args: LinkArgs, size: Size): Link {
  switch (size.kind) {
    case "dedicated":
      return networkLink(child, args);
    case "freight":
      return interfaceLink(child, args, size.interfacesPerZone ?? INTERFACES);
    default:
      return gatewayLink(child, args);
  }
}

/** Network interfaces of each zone (provider 2.83.0, examples/configurations/freight-aws-kafka-rbac/variables.tf). */
const INTERFACES = 17;

/** To a cluster that shares its network with others: a gateway, an endpoint in one's own network, and an access point for it. */
function gatewayLink(child: MakeChild, args: LinkArgs): Link {
  const { access, cloud, region, environment, displayName, protect } = args;
  const gateway = child(Gateway, "gateway", { displayName, environment, ...ingress(cloud, region) }, { protect });
  const { ids, resolve } = access.connect(child, { [ALL]: gatewayService(cloud, gateway) });
  const point = child(
    AccessPoint,
    "access-point",
    { displayName, environment, gateway: { id: gateway.id }, ...endpointOf(cloud, ids[ALL]!) },
    { protect },
  );
  return {
    after: [point, ...resolve(domainOf(cloud, point))],
    endpointsOf: endpointsOf(point),
    nodes: { gateway, point },
  };
}

/** To a freight cluster: its brokers attach network interfaces of one's own to themselves. */
function interfaceLink(child: MakeChild, args: LinkArgs, perZone: number): Link {
  const { access, region, environment, displayName, protect } = args;
  const gateway = child(
    Gateway,
    "gateway",
    { displayName, environment, awsPrivateNetworkInterfaceGateway: { region, zones: access.zones } },
    { protect },
  );
  const account = gateway.awsPrivateNetworkInterfaceGateway.apply((of) => of!.account);
  const { ids, ready } = access.interfaces!(child, account, perZone);
  const point = child(
    AccessPoint,
    "access-point",
    {
      displayName,
      environment,
      gateway: { id: gateway.id },
      awsPrivateNetworkInterface: { networkInterfaces: ids, account: access.consumer },
    },
    { protect, dependsOn: ready },
  );
  return { after: [point], endpointsOf: endpointsOf(point), nodes: { gateway, point } };
}

/** To a dedicated cluster: a network of Confluent's, who may connect to it, and endpoints to its services. */
function networkLink(child: MakeChild, args: LinkArgs): Link {
  const { access, cloud, region, environment, displayName, protect } = args;
  const network = child(
    Network,
    "network",
    {
      displayName,
      environment,
      cloud: cloud.toUpperCase(),
      region,
      connectionTypes: ["PRIVATELINK"],
      zones: access.zones,
      dnsConfig: { resolution: "PRIVATE" },
    },
    { protect },
  );
  const granted = child(PrivateLinkAccess, "network-access", {
    displayName,
    environment,
    network: { id: network.id },
    ...consumerOf(cloud, access.consumer),
  });
  const { resolve } = access.connect(child, networkServices(cloud, network, access.zones), [granted]);
  return {
    network,
    after: [granted, ...resolve(network.dnsDomain)],
    endpointsOf: ({ bootstrapEndpoint, restEndpoint }) => ({ bootstrap: bootstrapEndpoint, rest: restEndpoint }),
    nodes: { network, granted },
  };
}

function ingress(cloud: ConfluentCloud, region: string): Partial<GatewayArgs> {
  switch (cloud) {
    case "aws":
      return { awsIngressPrivateLinkGateway: { region } };
    case "gcp":
      return { gcpIngressPrivateServiceConnectGateway: { region } };
    case "azure":
      return { azureIngressPrivateLinkGateway: { region } };
  }
}

function gatewayService(cloud: ConfluentCloud, gateway: Gateway): pulumi.Output<string> {
  switch (cloud) {
    case "aws":
      return gateway.awsIngressPrivateLinkGateway.apply((of) => of!.vpcEndpointServiceName);
    case "gcp":
      return gateway.gcpIngressPrivateServiceConnectGateway.apply((of) => of!.privateServiceConnectServiceAttachment);
    case "azure":
      return gateway.azureIngressPrivateLinkGateway.apply((of) => of!.privateLinkServiceAlias);
  }
}

function endpointOf(cloud: ConfluentCloud, id: pulumi.Output<string>): Partial<AccessPointArgs> {
  switch (cloud) {
    case "aws":
      return { awsIngressPrivateLinkEndpoint: { vpcEndpointId: id } };
    case "gcp":
      return { gcpIngressPrivateServiceConnectEndpoint: { privateServiceConnectConnectionId: id } };
    case "azure":
      return { azureIngressPrivateLinkEndpoint: { privateEndpointResourceId: id } };
  }
}

function domainOf(cloud: ConfluentCloud, point: AccessPoint): pulumi.Output<string> {
  switch (cloud) {
    case "aws":
      return point.awsIngressPrivateLinkEndpoint.apply((of) => of!.dnsDomain);
    case "gcp":
      return point.gcpIngressPrivateServiceConnectEndpoint.apply((of) => of!.dnsDomain);
    case "azure":
      return point.azureIngressPrivateLinkEndpoint.apply((of) => of!.dnsDomain);
  }
}

function consumerOf(cloud: ConfluentCloud, consumer: pulumi.Input<string>): Partial<PrivateLinkAccessArgs> {
  switch (cloud) {
    case "aws":
      return { aws: { account: consumer } };
    case "gcp":
      return { gcp: { project: consumer } };
    case "azure":
      return { azure: { subscription: consumer } };
  }
}

/** AWS has one service for all zones, the others have one for each. */
function networkServices(
  cloud: ConfluentCloud,
  { aws, gcps, azures }: Network,
  zones: string[],
): Record<string, pulumi.Output<string>> {
  if (cloud === "aws") return { [ALL]: aws.apply((list) => list[0]!.privateLinkEndpointService) };
  const byZone = (zone: string) =>
    cloud === "gcp"
      ? gcps.apply((list) => list[0]!.privateServiceConnectServiceAttachments[zone]!)
      : azures.apply((list) => list[0]!.privateLinkServiceAliases[zone]!);
  return Object.fromEntries(zones.map((zone) => [zone, byZone(zone)]));
}

/** A cluster has an address for each access point, beside the one that it is named by. */
const endpointsOf =
  (point: AccessPoint): Link["endpointsOf"] =>
  ({ endpoints, bootstrapEndpoint, restEndpoint }) => {
    const mine = pulumi
      .all([endpoints, point.id])
      .apply(([list, id]) => (list ?? []).find(({ accessPointId }) => accessPointId === id));
    return {
      bootstrap: pulumi.all([mine, bootstrapEndpoint]).apply(([of, other]) => of?.bootstrapEndpoint ?? other),
      rest: pulumi.all([mine, restEndpoint]).apply(([of, other]) => of?.restEndpoint ?? other),
    };
  };

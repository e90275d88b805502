/** By Azure Private Link: a private endpoint for each of Confluent's services, and a private zone of names. */
import { getNetworkInterfaceOutput } from "@pulumi/azure-native/network/getNetworkInterface.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import { PrivateRecordSet } from "@pulumi/azure-native/privatedns/privateRecordSet.js";
import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import type * as pulumi from "@pulumi/pulumi";
import { mapValues } from "../../administered.ts";
import { ALL, type PrivateAccess, TTL } from "./access.ts";

export interface AzureAccessArgs {
  subscription: string;
  location: string;
  resourceGroup: string;
  /** Resource ids of the network that pods are in, and of a subnet of it that endpoints take addresses of. */
  network: string;
  subnet: string;
  /** Range of the subnet. */
  cidr: string;
  /** Zones of a dedicated cluster: "1", "2" and "3". */
  zones: string[];
  tags: Record<string, string>;
}

/** milliseconds (learn.microsoft.com, InboundNatRulePropertiesFormat.IdleTimeoutInMinute: 4 to 30 minutes, 4 by default; checked 2026-11-27) */
const IDLE_MS = 240_000;

export function azureAccess(args: AzureAccessArgs): PrivateAccess {
  const { subscription, location, resourceGroup: resourceGroupName, network, subnet, cidr, zones, tags } = args;
  return {
    cidrs: [cidr],
    consumer: subscription,
    zones,
    idleMs: IDLE_MS,
    connect(child, services, after = []) {
      const endpoints = mapValues(services, (alias, zone) =>
        child(
          PrivateEndpoint,
          `endpoint-${zone}`,
          {
            resourceGroupName,
            location,
            subnet: { id: subnet },
            // By alias: Confluent takes the connection when it is told of the endpoint.
            manualPrivateLinkServiceConnections: [
              { name: "confluent", privateLinkServiceId: alias, requestMessage: "PL" },
            ],
            tags,
          },
          { dependsOn: after },
        ),
      );
      const addresses = mapValues(endpoints, ({ networkInterfaces }) =>
        addressOf(networkInterfaces, resourceGroupName),
      );
      return {
        ids: mapValues(endpoints, ({ id }) => id),
        resolve(domain) {
          // A zone of this kind is of no place.
          const zone = child(PrivateZone, "zone", {
            resourceGroupName,
            privateZoneName: domain,
            location: "global",
            tags,
          });
          const link = child(VirtualNetworkLink, "zone-link", {
            resourceGroupName,
            privateZoneName: zone.name,
            location: "global",
            virtualNetwork: { id: network },
            registrationEnabled: false,
            tags,
          });
          const record = (role: string, relativeRecordSetName: string, to: pulumi.Output<string>[]) =>
            child(PrivateRecordSet, role, {
              resourceGroupName,
              privateZoneName: zone.name,
              relativeRecordSetName,
              recordType: "A",
              ttl: TTL,
              aRecords: to.map((ipv4Address) => ({ ipv4Address })),
            });
          const zonal = Object.entries(addresses).filter(([of]) => of !== ALL);
          return [
            link,
            record("name", "*", Object.values(addresses)),
            // Brokers of a zone are asked in that zone.
            ...zonal.map(([of, address]) => record(`name-az${of}`, `*.az${of}`, [address])),
          ];
        },
      };
    },
  };
}

/** Of the endpoint's network interface: the endpoint itself does not tell it for services of others. */
function addressOf(interfaces: pulumi.Output<{ id?: string }[]>, resourceGroupName: string): pulumi.Output<string> {
  const networkInterfaceName = interfaces.apply((list) => list[0]!.id!.split("/").at(-1)!);
  const found = getNetworkInterfaceOutput({ resourceGroupName, networkInterfaceName });
  return found.apply(({ ipConfigurations }) => ipConfigurations![0]!.privateIPAddress!);
}

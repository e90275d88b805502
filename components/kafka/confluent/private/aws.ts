/** By AWS PrivateLink: an interface endpoint in the private subnets, and a private zone of names. For freight: network interfaces. */

import { NetworkInterface } from "@pulumi/aws/ec2/networkInterface.js";
import { NetworkInterfacePermission } from "@pulumi/aws/ec2/networkInterfacePermission.js";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import { getAvailabilityZoneOutput } from "@pulumi/aws/getAvailabilityZone.js";
import { Record as DnsRecord } from "@pulumi/aws/route53/record.js";
import { Zone } from "@pulumi/aws/route53/zone.js";
import * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../../component.ts";
import type { Network } from "../../../network/network.ts";
import { PORTS } from "../kinds.ts";
import { ALL, type PrivateAccess, TTL } from "./access.ts";

export interface AwsAccessArgs {
  network: Network;
  /** Of 12 digits: whose endpoints may connect. */
  account: pulumi.Input<string>;
  /** Ids of the zones of a dedicated or freight cluster, such as euc1-az1. */
  zones: string[];
  tags: Record<string, string>;
}

/** milliseconds (docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout: 350 seconds by default; checked 2026-11-27) */
const IDLE_MS = 350_000;

export function awsAccess({ network, account, zones, tags }: AwsAccessArgs): PrivateAccess {
  return {
    cidrs: network.cidrs,
    consumer: account,
    zones,
    idleMs: IDLE_MS,
    connect(child, services, after = []) {
      const endpoint = child(
        VpcEndpoint,
        "endpoint",
        {
          vpcId: network.id,
          vpcEndpointType: "Interface",
          serviceName: services[ALL]!,
          subnetIds: network.privateSubnets.map(({ id }) => id),
          securityGroupIds: [groupOf(child, network, tags).id],
          // Names are those of the zone below: the service has none of its own to bring.
          privateDnsEnabled: false,
          tags,
        },
        { dependsOn: [...network.ready, ...after] },
      );
      const host = endpoint.dnsEntries.apply((entries) => entries[0]!.dnsName);
      return {
        ids: { [ALL]: endpoint.id },
        resolve(domain) {
          const zone = child(Zone, "zone", { name: domain, vpcs: [{ vpcId: network.id }], tags });
          const record = (role: string, name: pulumi.Input<string>, to: pulumi.Input<string>) =>
            child(DnsRecord, role, { zoneId: zone.zoneId, name, type: "CNAME", ttl: TTL, records: [to] });
          return [
            record("name", pulumi.interpolate`*.${domain}`, host),
            // Brokers of a zone are asked in that zone.
            ...zones.map((id) =>
              record(
                `name-${id}`,
                pulumi.interpolate`*.${id}.${domain}`,
                zonal(host, getAvailabilityZoneOutput({ zoneId: id }).name),
              ),
            ),
          ];
        },
      };
    },
    interfaces(child, service, perZone) {
      const groups = [groupOf(child, network, tags).id];
      const made = network.privateSubnets.flatMap((subnet) =>
        Array.from({ length: perZone }, (_, index) => {
          const role = `interface-${subnet.zone}-${index + 1}`;
          const one = child(
            NetworkInterface,
            role,
            { subnetId: subnet.id, securityGroups: groups, tags },
            { dependsOn: network.ready },
          );
          const permission = child(NetworkInterfacePermission, `${role}-permission`, {
            networkInterfaceId: one.id,
            permission: "INSTANCE-ATTACH",
            awsAccountId: service,
          });
          return { id: one.id, permission };
        }),
      );
      return { ids: made.map(({ id }) => id), ready: made.map(({ permission }) => permission) };
    },
  };
}

/** Only the network's own addresses come in, and nothing goes out. */
function groupOf(child: MakeChild, network: Network, tags: Record<string, string>): SecurityGroup {
  const from = (port: number, description: string) => ({
    protocol: "tcp",
    fromPort: port,
    toPort: port,
    cidrBlocks: network.cidrs,
    description,
  });
  return child(SecurityGroup, "endpoint-group", {
    vpcId: network.id,
    description: "Clients of Confluent Cloud",
    ingress: [from(PORTS.kafka, "Kafka"), from(PORTS.https, "REST and schema registry")],
    egress: [],
    tags,
  });
}

/** vpce-1.svc.vpce.amazonaws.com in eu-central-1a -> vpce-1-eu-central-1a.svc.vpce.amazonaws.com */
function zonal(host: pulumi.Output<string>, zone: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.all([host, zone]).apply(([of, name]) => of.replace(/^[^.]+/, (first) => `${first}-${name}`));
}

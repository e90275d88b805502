/** By Private Service Connect: an address and a forwarding rule for each of Confluent's services, and a private zone of names. */
import { Address } from "@pulumi/gcp/compute/address.js";
import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import { ForwardingRule } from "@pulumi/gcp/compute/forwardingRule.js";
import { ManagedZone } from "@pulumi/gcp/dns/managedZone.js";
import { RecordSet } from "@pulumi/gcp/dns/recordSet.js";
import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "../../administered.ts";
import { PORTS } from "../kinds.ts";
import { ALL, type PrivateAccess, TTL } from "./access.ts";

export interface GcpAccessArgs {
  project: string;
  region: string;
  /** Names or links of the network that pods are in, and of a subnetwork in `region` that endpoints take addresses of. */
  network: string;
  subnetwork: string;
  /** Range of the subnetwork. */
  cidr: string;
  /** Names of the zones of a dedicated cluster, such as europe-west3-a. */
  zones: string[];
  tags: Record<string, string>;
}

export function gcpAccess({ project, region, network, subnetwork, cidr, zones, tags }: GcpAccessArgs): PrivateAccess {
  const labels = labelsFor(tags);
  return {
    cidrs: [cidr],
    consumer: project,
    zones,
    connect(child, services, after = []) {
      const firewall = child(Firewall, "egress", {
        project,
        network,
        direction: "EGRESS",
        destinationRanges: [cidr],
        allows: [{ protocol: "tcp", ports: [String(PORTS.kafka), String(PORTS.https)] }],
        description: "Clients of Confluent Cloud",
      });
      const addresses = mapValues(services, (_, zone) =>
        child(Address, `address-${zone}`, { project, region, subnetwork, addressType: "INTERNAL", labels }),
      );
      const rules = mapValues(services, (target, zone) =>
        child(
          ForwardingRule,
          `endpoint-${zone}`,
          {
            project,
            region,
            network,
            target,
            ipAddress: addresses[zone]!.id,
            // What Private Service Connect wants, which is neither of the words for load balancers.
            loadBalancingScheme: "",
            labels,
          },
          { dependsOn: after },
        ),
      );
      return {
        ids: mapValues(rules, ({ pscConnectionId }) => pscConnectionId),
        resolve(domain) {
          const zone = child(ManagedZone, "zone", {
            project,
            dnsName: pulumi.interpolate`${domain}.`,
            visibility: "private",
            privateVisibilityConfig: { networks: [{ networkUrl: networkUrl(project, network) }] },
            description: "Names of Confluent Cloud",
            labels,
          });
          const record = (role: string, name: pulumi.Input<string>, rrdatas: pulumi.Input<string>[]) =>
            child(RecordSet, role, { project, managedZone: zone.name, name, type: "A", ttl: TTL, rrdatas });
          const zonal = Object.entries(addresses).filter(([of]) => of !== ALL);
          return [
            firewall,
            record(
              "name",
              pulumi.interpolate`*.${domain}.`,
              Object.values(addresses).map(({ address }) => address),
            ),
            // Brokers of a zone are asked in that zone.
            ...zonal.map(([of, { address }]) =>
              record(`name-${of}`, pulumi.interpolate`*.${of}.${domain}.`, [address]),
            ),
          ];
        },
      };
    },
  };
}

/** A link as it is, a name as the link of the project's own network. */
function networkUrl(project: string, network: string): string {
  return network.includes("/") ? network : `projects/${project}/global/networks/${network}`;
}

/** Small letters, digits, - and _, at most 63 (cloud.google.com/resource-manager/docs/labels-overview). */
export function labelsFor(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, text]) => [
      key,
      text
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, "-")
        .slice(0, 63),
    ]),
  );
}

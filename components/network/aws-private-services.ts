/** Ways to AWS' services inside a network. */
import type { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import type { Subnet } from "@pulumi/aws/ec2/subnet.js";
import type { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type { ArgsOf, MakeChild } from "../component.ts";
import type { AwsNetworkArgs, TagsOf } from "./aws.ts";
import { interfaceEndpoints } from "./aws-endpoints.ts";

const HTTPS = 443;

/** Where endpoints stand, and who is led to them. */
export interface Inside {
  vpc: Vpc;
  subnets: Record<string, Subnet>;
  tables: Record<string, RouteTable>;
  group: SecurityGroup;
}

/** Only what is inside asks, and it asks in TLS. Endpoints ask nobody. */
export function endpointGroup(child: MakeChild, vpc: Vpc, cidr: string, tagsOf: TagsOf): SecurityGroup {
  const group = child(SecurityGroup, "endpoints", {
    vpcId: vpc.id,
    description: "Endpoints of services of AWS",
    tags: tagsOf("endpoints"),
  });
  child(SecurityGroupIngressRule, "endpoints-https", {
    securityGroupId: group.id,
    description: "HTTPS from inside the network",
    cidrIpv4: cidr,
    ipProtocol: "tcp",
    fromPort: HTTPS,
    toPort: HTTPS,
    tags: tagsOf("endpoints-https"),
  });
  return group;
}

/** By last part of the service's name. */
export function endpointsOf(
  child: MakeChild,
  { vpc, subnets, tables, group }: Inside,
  { region, endpoints = interfaceEndpoints.map(({ service }) => service), transform }: AwsNetworkArgs,
  tagsOf: TagsOf,
): Record<string, VpcEndpoint> {
  const endpoint = (service: string, how: Omit<ArgsOf<typeof VpcEndpoint>, "vpcId">): VpcEndpoint =>
    child(
      VpcEndpoint,
      `endpoint-${service.replace(".", "-")}`,
      {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        tags: tagsOf(`endpoint-${service}`),
        ...how,
      },
      {},
      transform?.endpoint,
    );
  // Costs nothing, and layers of images come through it.
  const s3 = { vpcEndpointType: "Gateway", routeTableIds: Object.values(tables).map(({ id }) => id) };
  const inside = {
    vpcEndpointType: "Interface",
    privateDnsEnabled: true,
    subnetIds: Object.values(subnets).map(({ id }) => id),
    securityGroupIds: [group.id],
  };
  return Object.fromEntries([
    ["s3", endpoint("s3", s3)],
    ...endpoints.map((service) => [service, endpoint(service, inside)] as const),
  ]);
}

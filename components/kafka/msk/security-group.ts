/** Who may reach the brokers: the given security groups, at the ports of the logins that are used, and nobody else. */
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import { monitoringPorts, ports, publicPort } from "./limits.ts";
import type { MskAuth } from "./principals.ts";

export interface BrokerGroupArgs {
  name: string;
  vpc: pulumi.Input<string>;
  /** Security groups by key. */
  clients: Record<string, pulumi.Input<string>>;
  kinds: MskAuth[];
  /** Whether clients may read the brokers' Prometheus pages. */
  monitoring: boolean;
  /** Ranges of addresses outside that may connect. */
  cidrs: string[];
  tags: Record<string, string>;
}

export interface BrokerGroup {
  group: SecurityGroup;
  rules: Record<string, SecurityGroupIngressRule>;
}

/** Rules are resources of their own: one taken out of a list would otherwise change those after it. There is no way out, as brokers only answer. */
export function brokerGroup(
  child: MakeChild,
  args: BrokerGroupArgs,
  transform?: Transform<ArgsOf<typeof SecurityGroup>>,
): BrokerGroup {
  const { name, vpc, tags } = args;
  const description = `Brokers of ${name}`;
  const group = child(
    SecurityGroup,
    "security-group",
    { description, vpcId: vpc, tags: { ...tags, Name: name } },
    {},
    transform,
  );
  const rules = Object.fromEntries(
    Object.entries(allowed(args)).map(([key, { port, ...from }]) => [
      key,
      child(SecurityGroupIngressRule, `ingress-${key}`, {
        securityGroupId: group.id,
        ...from,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: key,
        tags,
      }),
    ]),
  );
  return { group, rules };
}

type Allowed = { port: number } & ({ referencedSecurityGroupId: pulumi.Input<string> } | { cidrIpv4: string });

function allowed({ clients, kinds, monitoring, cidrs }: BrokerGroupArgs): Record<string, Allowed> {
  const inside = [
    ...kinds.map((kind) => [kind, ports[kind]] as const),
    ...(monitoring ? Object.entries(monitoringPorts) : []),
  ];
  const ofGroups = Object.entries(clients).flatMap(([key, referencedSecurityGroupId]) =>
    inside.map(([what, port]): [string, Allowed] => [`${key}-${what}`, { port, referencedSecurityGroupId }]),
  );
  const ofRanges = cidrs.flatMap((cidrIpv4) =>
    kinds.map((kind): [string, Allowed] => [
      `public-${cidrIpv4.replaceAll(/[./]/g, "-")}-${kind}`,
      { port: publicPort(ports[kind]), cidrIpv4 },
    ]),
  );
  return Object.fromEntries([...ofGroups, ...ofRanges]);
}

import * as pulumi from "@pulumi/pulumi";
import { type Inputs, type Mapping, type Mappings, type Place, tagList } from "../mapping.ts";
import type { Request } from "../model.ts";

/** EC2 takes tags with the kind of what they are put on. */
function tagsOn(kind: string): Record<string, Place> {
  return { tags: (tags) => ({ TagSpecifications: [{ ResourceType: kind, Tags: tagList(tags) }] }) };
}

/** Attributes that EC2 takes one a call, after the resource is there. */
function attributes(operation: string, idMember: string, names: string[]): Mapping["calls"][number][] {
  return names.map((name) => ({
    operation,
    takes: [name],
    fields: { [name]: (Value) => ({ [name[0]!.toUpperCase() + name.slice(1)]: { Value } }) },
    adds: (_, id) => ({ [idMember]: id }),
    when: (inputs) => inputs[name] !== undefined,
  }));
}

/** What was written when nobody wrote a description. */
const DESCRIPTION = "Managed by Pulumi";
const isKnownList = (value: unknown): value is Inputs[] => Array.isArray(value) && value.length > 0;
const present = (members: Request): Request =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** A rule that is a resource of its own. */
function permission(rule: Inputs): Request {
  const described = { Description: rule["description"] };
  return present({
    IpProtocol: rule["ipProtocol"],
    FromPort: rule["fromPort"],
    ToPort: rule["toPort"],
    IpRanges: rule["cidrIpv4"] && [present({ CidrIp: rule["cidrIpv4"], ...described })],
    Ipv6Ranges: rule["cidrIpv6"] && [present({ CidrIpv6: rule["cidrIpv6"], ...described })],
    PrefixListIds: rule["prefixListId"] && [present({ PrefixListId: rule["prefixListId"], ...described })],
    UserIdGroupPairs: rule["referencedSecurityGroupId"] && [
      present({ GroupId: rule["referencedSecurityGroupId"], ...described }),
    ],
  });
}

/** A rule inside of a group, with lists of peers. */
function inlinePermission(rule: Inputs, id: string): Request {
  const described = { Description: rule["description"] };
  const peers = (name: string, member: string) => {
    const list = rule[name];
    if (list === pulumi.runtime.unknownValue) return list;
    return isKnownList(list) ? list.map((peer) => present({ [member]: peer, ...described })) : undefined;
  };
  const groups = [...(peers("securityGroups", "GroupId") ?? []), ...(rule["self"] ? [{ GroupId: id }] : [])];
  return present({
    IpProtocol: rule["protocol"],
    FromPort: rule["fromPort"],
    ToPort: rule["toPort"],
    IpRanges: peers("cidrBlocks", "CidrIp"),
    Ipv6Ranges: peers("ipv6CidrBlocks", "CidrIpv6"),
    PrefixListIds: peers("prefixListIds", "PrefixListId"),
    UserIdGroupPairs: groups.length > 0 ? groups : undefined,
  });
}

const ruleInputs = [
  "ipProtocol",
  "fromPort",
  "toPort",
  "cidrIpv4",
  "cidrIpv6",
  "prefixListId",
  "referencedSecurityGroupId",
  "description",
];

function rule(operation: string): Mapping {
  const nowhere = Object.fromEntries(ruleInputs.map((name) => [name, undefined]));
  return {
    service: "ec2",
    calls: [
      {
        operation,
        fields: { ...nowhere, securityGroupId: "GroupId", ...tagsOn("security-group-rule") },
        adds: (inputs) => ({ IpPermissions: [permission(inputs)] }),
      },
    ],
  };
}

function inlineRules(operation: string, name: "ingress" | "egress"): Mapping["calls"][number] {
  return {
    operation,
    takes: [name],
    fields: { [name]: undefined },
    adds: (inputs, id) => ({
      GroupId: id,
      IpPermissions: inputs[name].map((each: Inputs) => inlinePermission(each, id)),
    }),
    when: (inputs) => isKnownList(inputs[name]),
  };
}

export const ec2: Mappings = {
  "aws:ec2/vpc:Vpc": {
    service: "ec2",
    calls: [
      {
        operation: "CreateVpc",
        fields: { assignGeneratedIpv6CidrBlock: "AmazonProvidedIpv6CidrBlock", ...tagsOn("vpc") },
      },
      ...attributes("ModifyVpcAttribute", "VpcId", [
        "enableDnsHostnames",
        "enableDnsSupport",
        "enableNetworkAddressUsageMetrics",
      ]),
    ],
  },
  "aws:ec2/subnet:Subnet": {
    service: "ec2",
    calls: [
      { operation: "CreateSubnet", fields: tagsOn("subnet") },
      ...attributes("ModifySubnetAttribute", "SubnetId", [
        "assignIpv6AddressOnCreation",
        "mapPublicIpOnLaunch",
        "enableDns64",
        "enableResourceNameDnsARecordOnLaunch",
      ]),
    ],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    service: "ec2",
    autoName: "name",
    kept: ["revokeRulesOnDelete"],
    calls: [
      {
        operation: "CreateSecurityGroup",
        fields: { name: "GroupName", ...tagsOn("security-group") },
        adds: ({ description = DESCRIPTION }) => ({ Description: description }),
      },
      inlineRules("AuthorizeSecurityGroupIngress", "ingress"),
      inlineRules("AuthorizeSecurityGroupEgress", "egress"),
    ],
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    service: "ec2",
    kept: ["revokeRulesOnDelete"],
    calls: [
      {
        operation: "CreateTags",
        fields: { vpcId: undefined },
        adds: (_, id) => ({ Resources: [id] }),
        when: ({ tags }) => tags !== undefined,
      },
      inlineRules("AuthorizeSecurityGroupIngress", "ingress"),
      inlineRules("AuthorizeSecurityGroupEgress", "egress"),
    ],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule("AuthorizeSecurityGroupIngress"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule("AuthorizeSecurityGroupEgress"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    service: "ec2",
    kept: ["autoAccept"],
    calls: [{ operation: "CreateVpcEndpoint", fields: { policy: "PolicyDocument", ...tagsOn("vpc-endpoint") } }],
  },
  "aws:ec2/eip:Eip": { service: "ec2", calls: [{ operation: "AllocateAddress", fields: tagsOn("elastic-ip") }] },
  "aws:ec2/natGateway:NatGateway": {
    service: "ec2",
    calls: [{ operation: "CreateNatGateway", fields: { privateIp: "PrivateIpAddress", ...tagsOn("natgateway") } }],
  },
  "aws:ec2/internetGateway:InternetGateway": {
    service: "ec2",
    calls: [
      { operation: "CreateInternetGateway", fields: tagsOn("internet-gateway") },
      {
        operation: "AttachInternetGateway",
        takes: ["vpcId"],
        adds: (_, id) => ({ InternetGatewayId: id }),
        when: ({ vpcId }) => vpcId !== undefined,
      },
    ],
  },
  // Routes inside of a table are a second way to say what resources of their own say; they have no place here.
  "aws:ec2/routeTable:RouteTable": {
    service: "ec2",
    calls: [{ operation: "CreateRouteTable", fields: tagsOn("route-table") }],
  },
  "aws:ec2/route:Route": {
    service: "ec2",
    calls: [{ operation: "CreateRoute", fields: { egressOnlyGatewayId: "EgressOnlyInternetGatewayId" } }],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    service: "ec2",
    calls: [{ operation: "AssociateRouteTable" }],
  },
  "aws:ec2/flowLog:FlowLog": {
    service: "ec2",
    calls: [
      {
        operation: "CreateFlowLogs",
        fields: {
          vpcId: "ResourceIds",
          subnetId: "ResourceIds",
          iamRoleArn: "DeliverLogsPermissionArn",
          ...tagsOn("vpc-flow-log"),
        },
        adds: ({ subnetId }) => ({ ResourceType: subnetId === undefined ? "VPC" : "Subnet" }),
      },
    ],
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    service: "ec2",
    autoName: "name",
    kept: ["updateDefaultVersion", "defaultVersion"],
    calls: [
      {
        operation: "CreateLaunchTemplate",
        into: "LaunchTemplateData",
        fields: {
          name: "LaunchTemplateName",
          description: "VersionDescription",
          ramDiskId: "LaunchTemplateData.RamDiskId",
          vpcSecurityGroupIds: "LaunchTemplateData.SecurityGroupIds",
          securityGroupNames: "LaunchTemplateData.SecurityGroups",
          tagSpecifications: "LaunchTemplateData.TagSpecifications",
          "LaunchTemplateData.blockDeviceMappings.ebs.encrypted": truth("Encrypted"),
          "LaunchTemplateData.blockDeviceMappings.ebs.deleteOnTermination": truth("DeleteOnTermination"),
          ...tagsOn("launch-template"),
        },
      },
    ],
  },
  "aws:ec2/networkInterface:NetworkInterface": {
    service: "ec2",
    calls: [
      {
        operation: "CreateNetworkInterface",
        fields: {
          securityGroups: "Groups",
          privateIp: "PrivateIpAddress",
          privateIpsCount: "SecondaryPrivateIpAddressCount",
          privateIps: (addresses: string[]) => ({
            PrivateIpAddresses: addresses.map((PrivateIpAddress, index) => ({
              PrivateIpAddress,
              Primary: index === 0,
            })),
          }),
          ...tagsOn("network-interface"),
        },
      },
      ...attributes("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", ["sourceDestCheck"]),
    ],
  },
  "aws:ec2/networkInterfacePermission:NetworkInterfacePermission": {
    service: "ec2",
    calls: [{ operation: "CreateNetworkInterfacePermission" }],
  },
  "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": {
    service: "ec2",
    kept: ["autoAccept", "accepter", "requester"],
    calls: [{ operation: "CreateVpcPeeringConnection", fields: tagsOn("vpc-peering-connection") }],
  },
};

/** The provider has some truth values as texts. */
function truth(member: string): Place {
  return (value) => ({ [member]: value === "true" || value === true });
}

/** A network on AWS: a private subnet in each zone, ways to AWS' services inside it, and a way out only when one is asked for. */
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup.js";
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { Route } from "@pulumi/aws/ec2/route.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Subnet as AwsSubnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import type { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";
import { writeFlowLogs } from "./aws-flow-logs.ts";
import { endpointGroup, endpointsOf } from "./aws-private-services.ts";
import { type SubnetRanges, subnetRanges } from "./aws-subnets.ts";
import type { Network, Subnet } from "./network.ts";

export interface AwsNetworkArgs {
  region: string;
  /** Names such as eu-central-1a, letters a to f. Another one adds its subnets; one that goes takes its own with it. */
  zones: string[];
  /** Range of all addresses, /16 to /20. A change makes the network anew. */
  cidr: string;
  /**
   * How private subnets reach the internet: not at all, through one gateway (its zone's failure cuts off all), or one a zone. A gateway costs by
   * the hour and by the byte.
   */
  nat: "none" | "one" | "zone";
  /** Interface endpoints, by last part of their service's name. Each costs by the hour and zone. Default: all of aws-endpoints.ts. */
  endpoints?: string[];
  /** The cluster whose nodes Karpenter puts here: subnets carry its tag. Default: none. */
  clusterName?: string;
  /** Who talks to whom, in CloudWatch. Default: nobody writes it down. */
  flowLogs?: {
    /** Days, one of CloudWatch's numbers. */
    retention: number;
    /** ARN of the key that encrypts them. */
    key: pulumi.Input<string>;
    /** Account whose logs they are. */
    account: pulumi.Input<string>;
  };
  /** The VPC cannot be deleted while it is true. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: {
    vpc?: Transform<ArgsOf<typeof Vpc>>;
    subnet?: Transform<ArgsOf<typeof AwsSubnet>>;
    endpoint?: Transform<ArgsOf<typeof VpcEndpoint>>;
  };
}

/** Of a part of the network, by its role. */
export type TagsOf = (role: string) => Record<string, string>;

const ANYWHERE = "0.0.0.0/0";

export class AwsNetwork extends TributaryComponent implements Network {
  static readonly token = "tributary:network:AwsNetwork";
  readonly id: pulumi.Output<string>;
  readonly cidrs: pulumi.Input<string>[];
  readonly privateSubnets: Subnet[];
  /** For load balancers that the internet reaches, and gateways; none without a way out. */
  readonly publicSubnets: Subnet[];
  readonly zones: string[];
  readonly ready: pulumi.Resource[];
  readonly nodes: {
    vpc: Vpc;
    private: Record<string, AwsSubnet>;
    public: Record<string, AwsSubnet>;
    routeTables: Record<string, RouteTable>;
    natGateways: Record<string, NatGateway>;
    endpoints: Record<string, VpcEndpoint>;
    endpointGroup: SecurityGroup;
  };
  readonly #args: AwsNetworkArgs;
  readonly #name: string;

  constructor(name: string, args: AwsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AwsNetwork.token, name, args, opts);
    this.#args = args;
    this.#name = name;
    const { cidr, zones, nat, protection: protect, transform } = args;
    const vpc = this.child(
      Vpc,
      "vpc",
      { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: this.#tags("vpc") },
      { protect },
      transform?.vpc,
    );
    // AWS makes it with everything allowed; whoever names no group gets it.
    this.child(DefaultSecurityGroup, "default-group", {
      vpcId: vpc.id,
      ingress: [],
      egress: [],
      tags: this.#tags("default"),
    });
    const ranges = subnetRanges(cidr, zones);
    const open = nat === "none" ? undefined : this.#publicSide(vpc, ranges, nat);
    const closed = this.#privateSide(vpc, ranges, open?.gateways ?? {});
    const child = this.child.bind(this) as typeof this.child;
    const tagsOf: TagsOf = (role) => this.#tags(role);
    const group = endpointGroup(child, vpc, cidr, tagsOf);
    const endpoints = endpointsOf(child, { vpc, ...closed, group }, args, tagsOf);
    writeFlowLogs(child, vpc, args, tagsOf);

    this.id = vpc.id;
    this.cidrs = [cidr];
    this.zones = zones;
    this.privateSubnets = ranges.map((of) => ({ id: closed.subnets[of.zone]!.id, zone: of.zone, cidr: of.private }));
    this.publicSubnets = open
      ? ranges.map((of) => ({ id: open.subnets[of.zone]!.id, zone: of.zone, cidr: of.public }))
      : [];
    this.ready = [...closed.ready, ...Object.values(endpoints), ...(open?.ready ?? [])];
    this.nodes = {
      vpc,
      private: closed.subnets,
      public: open?.subnets ?? {},
      routeTables: closed.tables,
      natGateways: open?.gateways ?? {},
      endpoints,
      endpointGroup: group,
    };
    this.finish({ id: this.id, zones });
  }

  /** Subnets with the internet before them, and gateways in one or all of them. */
  #publicSide(vpc: Vpc, ranges: SubnetRanges[], nat: "one" | "zone") {
    const internet = this.child(InternetGateway, "internet", { vpcId: vpc.id, tags: this.#tags("internet") });
    const table = this.child(RouteTable, "public", { vpcId: vpc.id, tags: this.#tags("public") });
    const out = { routeTableId: table.id, destinationCidrBlock: ANYWHERE, gatewayId: internet.id };
    const route = this.child(Route, "public-out", out);
    const subnets: Record<string, AwsSubnet> = {};
    const ready: pulumi.Resource[] = [route];
    for (const { zone, public: cidrBlock } of ranges) {
      subnets[zone] = this.#subnet(vpc, `public-${zone}`, zone, cidrBlock, { "kubernetes.io/role/elb": "1" });
      ready.push(this.#associated(`public-${zone}`, table, subnets[zone]));
    }
    const gateways: Record<string, NatGateway> = {};
    for (const { zone } of nat === "one" ? ranges.slice(0, 1) : ranges) {
      const address = this.child(Eip, `nat-${zone}`, { domain: "vpc", tags: this.#tags(`nat-${zone}`) });
      gateways[zone] = this.child(
        NatGateway,
        `nat-gateway-${zone}`,
        { subnetId: subnets[zone]!.id, allocationId: address.id, tags: this.#tags(`nat-${zone}`) },
        { dependsOn: [route] },
      );
    }
    return { subnets, gateways, ready };
  }

  /** Subnets that nobody reaches from outside; each zone has its own routes, so that a gateway's failure is its zone's. */
  #privateSide(vpc: Vpc, ranges: SubnetRanges[], gateways: Record<string, NatGateway>) {
    const { clusterName } = this.#args;
    const extra = {
      "kubernetes.io/role/internal-elb": "1",
      ...(clusterName === undefined ? {} : { "karpenter.sh/discovery": clusterName }),
    };
    const subnets: Record<string, AwsSubnet> = {};
    const tables: Record<string, RouteTable> = {};
    const ready: pulumi.Resource[] = [];
    for (const { zone, private: cidrBlock } of ranges) {
      const role = `private-${zone}`;
      subnets[zone] = this.#subnet(vpc, role, zone, cidrBlock, extra);
      tables[zone] = this.child(RouteTable, role, { vpcId: vpc.id, tags: this.#tags(role) });
      ready.push(this.#associated(role, tables[zone], subnets[zone]));
      const gateway = gateways[zone] ?? Object.values(gateways)[0];
      if (gateway) {
        const out = { routeTableId: tables[zone].id, destinationCidrBlock: ANYWHERE, natGatewayId: gateway.id };
        ready.push(this.child(Route, `${role}-out`, out));
      }
    }
    return { subnets, tables, ready };
  }

  #subnet(vpc: Vpc, role: string, zone: string, cidrBlock: string, tags: Record<string, string>): AwsSubnet {
    return this.child(
      AwsSubnet,
      `subnet-${role}`,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { ...this.#tags(role), ...tags },
      },
      {},
      this.#args.transform?.subnet,
    );
  }

  #associated(role: string, table: RouteTable, subnet: AwsSubnet): RouteTableAssociation {
    return this.child(RouteTableAssociation, role, { routeTableId: table.id, subnetId: subnet.id });
  }

  /** The console shows Name first. */
  #tags(role: string): Record<string, string> {
    return { ...this.#args.tags, Name: `${this.#name}-${role}` };
  }
}

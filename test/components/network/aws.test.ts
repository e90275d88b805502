/** A network on AWS under Pulumi's mocks: which subnets, ways in and ways out there are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsNetwork, type AwsNetworkArgs } from "../../../components/network/aws.ts";
import { interfaceEndpoints } from "../../../components/network/aws-endpoints.ts";
import { LARGEST, SMALLEST, subnetRanges } from "../../../components/network/aws-subnets.ts";
import { contains, overlaps, parseRange } from "../../../components/network/cidr.ts";
import { existingNetwork } from "../../../components/network/existing.ts";
import { type Recording, record } from "../../support/recording.ts";
import { assertClosed, assertNamesFit, assertTagged } from "../aws/conventions.ts";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const base: AwsNetworkArgs = {
  region: "eu-central-1",
  zones,
  cidr: "10.60.0.0/16",
  nat: "zone",
  clusterName: "mine",
  flowLogs: { retention: 30, key: "arn:key", account: "123456789012" },
  protection: true,
  tags: { stack: "test" },
};
const made = (args: Partial<AwsNetworkArgs> = {}, preview = false): Promise<Recording> =>
  record(
    () => {
      const { id, cidrs, privateSubnets, publicSubnets, zones: of } = new AwsNetwork("network", { ...base, ...args });
      return { id, cidrs, privateSubnets, publicSubnets, zones: of };
    },
    { preview, outputs: { "aws:cloudwatch/logGroup:LogGroup": () => ({ arn: "arn:aws:logs:group" }) } },
  );

test("each zone has a private subnet, whose range is the zone's own whatever the order", async () => {
  const { named, result } = await made();
  assert.deepEqual(
    result.privateSubnets.map(({ zone, cidr, id }: any) => [zone, cidr, id]),
    [
      ["eu-central-1a", "10.60.0.0/19", "network-subnet-private-eu-central-1a-id"],
      ["eu-central-1b", "10.60.32.0/19", "network-subnet-private-eu-central-1b-id"],
      ["eu-central-1c", "10.60.64.0/19", "network-subnet-private-eu-central-1c-id"],
    ],
  );
  const other = await made({ zones: ["eu-central-1c", "eu-central-1a"] });
  for (const zone of ["eu-central-1a", "eu-central-1c"]) {
    const role = `network-subnet-private-${zone}`;
    assert.deepEqual(other.named(role).inputs, named(role).inputs);
  }
});

test("no two subnets share an address, in the largest and the smallest network with all six zones", () => {
  for (const cidr of [`10.60.0.0/${LARGEST}`, `192.168.16.0/${SMALLEST}`]) {
    const all = subnetRanges(
      cidr,
      [..."abcdef"].map((letter) => `us-east-1${letter}`),
    )
      .flatMap((of) => [of.private, of.public])
      .map(parseRange);
    all.forEach((one, index) => {
      assert.ok(contains(parseRange(cidr), one));
      assert.ok(one.bits <= 28, "AWS takes none smaller");
      for (const other of all.slice(index + 1)) assert.ok(!overlaps(one, other));
    });
  }
});

test("names are told inside the network, and subnets give nothing a public address", async () => {
  const { named, of } = await made();
  const { enableDnsSupport, enableDnsHostnames } = named("network-vpc").inputs;
  assert.deepEqual([enableDnsSupport, enableDnsHostnames], [true, true]);
  const subnets = of("aws:ec2/subnet:Subnet");
  assert.equal(subnets.length, 6);
  for (const { inputs } of subnets) assert.equal(inputs["mapPublicIpOnLaunch"], false);
});

test("load balancers and Karpenter find their subnets by tags", async () => {
  const { named } = await made();
  const tags = (role: string) => named(`network-subnet-${role}-eu-central-1a`).inputs["tags"];
  assert.equal(tags("private")["kubernetes.io/role/internal-elb"], "1");
  assert.equal(tags("private")["karpenter.sh/discovery"], "mine");
  assert.equal(tags("public")["kubernetes.io/role/elb"], "1");
  assert.equal(tags("public")["karpenter.sh/discovery"], undefined);
});

test("with nat: zone each zone's way out is its own, with nat: one all go through the first, with nat: none there is none", async () => {
  const outOf = async (nat: AwsNetworkArgs["nat"]) => {
    const { of } = await made({ nat });
    const routes = of("aws:ec2/route:Route").filter(({ name }) => name.startsWith("network-private-"));
    return routes.map(({ inputs }) => [inputs["routeTableId"], inputs["natGatewayId"]]);
  };
  const table = (zone: string) => `network-private-${zone}-id`;
  const gateway = (zone: string) => `network-nat-gateway-${zone}-id`;
  assert.deepEqual(
    await outOf("zone"),
    zones.map((zone) => [table(zone), gateway(zone)]),
  );
  assert.deepEqual(
    await outOf("one"),
    zones.map((zone) => [table(zone), gateway(zones[0]!)]),
  );
  assert.deepEqual(await outOf("none"), []);
  const { resources, result } = await made({ nat: "none" });
  assert.deepEqual(result.publicSubnets, []);
  for (const type of ["internetGateway", "eip", "natGateway"])
    assert.ok(!resources.some((resource) => resource.type.includes(type)), `no ${type}`);
});

test("services of AWS are asked inside: S3 by its gateway, the others by endpoints with their usual names in every zone", async () => {
  const { named, of } = await made();
  const s3 = named("network-endpoint-s3").inputs;
  assert.equal(s3["vpcEndpointType"], "Gateway");
  assert.equal(s3["serviceName"], "com.amazonaws.eu-central-1.s3");
  assert.deepEqual(
    s3["routeTableIds"],
    zones.map((zone) => `network-private-${zone}-id`),
  );
  const others = of("aws:ec2/vpcEndpoint:VpcEndpoint").filter(({ name }) => name !== "network-endpoint-s3");
  assert.deepEqual(
    others.map(({ inputs }) => inputs["serviceName"]).sort(),
    interfaceEndpoints.map(({ service }) => `com.amazonaws.eu-central-1.${service}`).sort(),
  );
  for (const { inputs } of others) {
    assert.equal(inputs["privateDnsEnabled"], true);
    assert.deepEqual(inputs["securityGroupIds"], ["network-endpoints-id"]);
    assert.equal(inputs["subnetIds"].length, 3);
  }
});

test("endpoints answer HTTPS from inside the network alone, and AWS' default group lets nobody in or out", async () => {
  const { named, resources } = await made();
  const { cidrIpv4, fromPort, toPort, ipProtocol } = named("network-endpoints-https").inputs;
  assert.deepEqual([cidrIpv4, fromPort, toPort, ipProtocol], ["10.60.0.0/16", 443, 443, "tcp"]);
  const { ingress, egress } = named("network-default-group").inputs;
  assert.deepEqual([ingress, egress], [[], []]);
  assertClosed(resources);
});

test("who talks to whom is written down, encrypted, by a role that only this account's flow logs have", async () => {
  const { named } = await made();
  const { retentionInDays, kmsKeyId } = named("network-flow-logs").inputs;
  assert.deepEqual([retentionInDays, kmsKeyId], [30, "arn:key"]);
  const trust = JSON.parse(named("network-flow-logs-role").inputs["assumeRolePolicy"]).Statement[0];
  assert.deepEqual(trust.Principal, { Service: "vpc-flow-logs.amazonaws.com" });
  assert.deepEqual(trust.Condition, {
    StringEquals: { "aws:SourceAccount": "123456789012" },
    ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/*" },
  });
  const [rights] = JSON.parse(named("network-flow-logs-policy").inputs["policy"]).Statement;
  assert.deepEqual(rights.Resource, ["arn:aws:logs:group", "arn:aws:logs:group:*"]);
  assert.equal(named("network-flow-log").inputs["trafficType"], "ALL");
});

test("without flow logs there is no role either", async () => {
  const { of } = await made({ flowLogs: undefined });
  assert.deepEqual(of("aws:iam/role:Role"), []);
});

test("in production the network cannot be deleted, and everything carries the tags", async () => {
  const { named, resources } = await made();
  assert.equal(named("network-vpc").protect, true);
  assert.equal((await made({ protection: false })).named("network-vpc").protect, false);
  assertTagged(resources, { stack: "test" });
  assertNamesFit(resources);
});

test("a preview declares the same", async () => {
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});

test("a network that is there is taken as it is", async () => {
  const privateSubnets = [{ id: "subnet-1", zone: "eu-central-1a", cidr: "10.1.0.0/24" }];
  const { resources, result } = await record(() => existingNetwork({ id: "vpc-1", privateSubnets }));
  assert.deepEqual(resources, []);
  assert.deepEqual(result, {
    id: "vpc-1",
    cidrs: ["10.1.0.0/24"],
    privateSubnets,
    zones: ["eu-central-1a"],
    ready: [],
  });
});

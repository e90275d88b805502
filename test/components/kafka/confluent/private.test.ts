/** Private ways to Confluent Cloud, on each cloud and for each kind of cluster: exact inputs, order, and what is left to be done inside. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { kafkaConnectionSchema } from "../../../../app/src/connection.ts";
import type { ConfluentArgs } from "../../../../components/kafka/confluent/args.ts";
import { labelsFor } from "../../../../components/kafka/confluent/private/gcp.ts";
import type { Recording } from "../../../support/recording.ts";
import { shownSecret } from "../../../support/secrets.ts";
import { args, awsWay, azureWay, gcpWay, made, tags, value } from "./args.ts";

const enterprise: Partial<ConfluentArgs> = { size: { kind: "enterprise" }, availability: "high" };
const dedicated: Partial<ConfluentArgs> = { size: { kind: "dedicated", cku: 2 }, availability: "high" };
const inputs = (recording: Recording, name: string) => recording.named(`kafka-${name}`).inputs;
const after = (recording: Recording, one: string, other: string) =>
  recording.named(`kafka-${one}`).dependencies.some((urn) => urn.endsWith(`::kafka-${other}`));

test("enterprise on AWS: gateway, endpoint, access point, names, and then the cluster", async () => {
  const { recording, cluster } = await made({ ...enterprise, private: await awsWay() });
  assert.deepEqual(inputs(recording, "gateway"), {
    displayName: "tributary-test",
    environment: { id: "kafka-environment-id" },
    awsIngressPrivateLinkGateway: { region: "eu-central-1" },
  });
  assert.deepEqual(inputs(recording, "endpoint"), {
    vpcId: "vpc-1",
    vpcEndpointType: "Interface",
    serviceName: "com.amazonaws.vpce.eu-central-1.vpce-svc-1",
    subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
    securityGroupIds: ["kafka-endpoint-group-id"],
    privateDnsEnabled: false,
    tags,
  });
  const group = inputs(recording, "endpoint-group");
  assert.deepEqual(
    group["ingress"].map(({ fromPort, toPort, cidrBlocks }: any) => [fromPort, toPort, cidrBlocks]),
    [
      [9092, 9092, ["10.60.0.0/16"]],
      [443, 443, ["10.60.0.0/16"]],
    ],
  );
  assert.deepEqual(group["egress"], []);
  assert.deepEqual(inputs(recording, "access-point")["awsIngressPrivateLinkEndpoint"], {
    vpcEndpointId: "kafka-endpoint-id",
  });
  assert.deepEqual(inputs(recording, "zone"), {
    name: "ap1.region.accesspoint.confluent.cloud",
    comment: "Managed by Pulumi",
    vpcs: [{ vpcId: "vpc-1" }],
    tags,
  });
  assert.deepEqual(inputs(recording, "name"), {
    zoneId: "Z1",
    name: "*.ap1.region.accesspoint.confluent.cloud",
    type: "CNAME",
    ttl: 60,
    records: ["vpce-1.svc.vpce.amazonaws.com"],
  });
  assert.ok(after(recording, "cluster", "access-point") && after(recording, "cluster", "name"));
  assert.deepEqual(await value(cluster.endpoints.internal!.bootstrapServers), [
    "lkc-1-ap1.region.accesspoint.glb.confluent.cloud:9092",
  ]);
  assert.equal(
    shownSecret(inputs(recording, "provider")["kafkaRestEndpoint"]),
    "https://lkc-1-ap1.region.accesspoint.glb.confluent.cloud:443",
  );
  assert.deepEqual(cluster.reachedBy("reader"), { to: [{ ipBlock: { cidr: "10.60.0.0/16" } }], ports: [9092] });
  const { limits } = kafkaConnectionSchema.parse(await value(cluster.connectionFor("reader")));
  assert.equal(limits.idleMs, 350_000);
});

test("enterprise on Google Cloud: the connection's id goes to the access point as text", async () => {
  const { recording } = await made({ ...enterprise, cloud: "gcp", region: "europe-west3", private: await gcpWay() });
  assert.deepEqual(inputs(recording, "gateway")["gcpIngressPrivateServiceConnectGateway"], { region: "europe-west3" });
  assert.deepEqual(inputs(recording, "endpoint-all"), {
    project: "p-1",
    region: "europe-west3",
    network: "pods",
    target: "projects/c/serviceAttachments/s",
    ipAddress: "kafka-address-all-id",
    loadBalancingScheme: "",
    labels: tags,
  });
  assert.deepEqual(inputs(recording, "address-all"), {
    project: "p-1",
    region: "europe-west3",
    subnetwork: "endpoints",
    addressType: "INTERNAL",
    labels: tags,
  });
  assert.deepEqual(inputs(recording, "access-point")["gcpIngressPrivateServiceConnectEndpoint"], {
    privateServiceConnectConnectionId: "116002050319319045",
  });
  const zone = inputs(recording, "zone");
  assert.deepEqual(
    [zone["dnsName"], zone["visibility"], zone["privateVisibilityConfig"]],
    [
      "ap1.region.accesspoint.confluent.cloud.",
      "private",
      { networks: [{ networkUrl: "projects/p-1/global/networks/pods" }] },
    ],
  );
  assert.deepEqual(
    [inputs(recording, "name")["name"], inputs(recording, "name")["rrdatas"]],
    ["*.ap1.region.accesspoint.confluent.cloud.", ["10.0.0.9"]],
  );
  assert.deepEqual(inputs(recording, "egress")["destinationRanges"], ["10.0.0.0/28"]);
});

test("tags become labels as Google Cloud takes them", () => {
  assert.deepEqual(labelsFor({ owner: "Ann Smith <ann@example.com>", "cost-center": "42" }), {
    owner: "ann-smith--ann-example-com-",
    "cost-center": "42",
  });
  assert.equal(labelsFor({ owner: "x".repeat(99) })["owner"]!.length, 63);
});

test("enterprise on Azure: by alias, with the address of the endpoint's interface", async () => {
  const { recording, cluster } = await made({
    ...enterprise,
    cloud: "azure",
    region: "westeurope",
    private: await azureWay(),
  });
  assert.deepEqual(inputs(recording, "endpoint-all"), {
    resourceGroupName: "rg",
    location: "westeurope",
    subnet: {
      id: "/subscriptions/s/virtualNetworks/pods/subnets/endpoints",
      // What the SDK says for those who say nothing.
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
    },
    manualPrivateLinkServiceConnections: [
      { name: "confluent", privateLinkServiceId: "s.1.privatelinkservice", requestMessage: "PL" },
    ],
    tags,
  });
  assert.deepEqual(inputs(recording, "access-point")["azureIngressPrivateLinkEndpoint"], {
    privateEndpointResourceId: "kafka-endpoint-all-id",
  });
  assert.deepEqual(inputs(recording, "name")["aRecords"], [{ ipv4Address: "10.1.0.7" }]);
  assert.deepEqual(inputs(recording, "zone-link")["virtualNetwork"], { id: "/subscriptions/s/virtualNetworks/pods" });
  const { limits } = kafkaConnectionSchema.parse(await value(cluster.connectionFor("reader")));
  assert.equal(limits.idleMs, 240_000);
});

test("dedicated: a network of the service's in named zones, who may connect, and names for each zone", async () => {
  const aws = await made({ ...dedicated, private: await awsWay(["euc1-az1", "euc1-az2"]) });
  assert.deepEqual(inputs(aws.recording, "network"), {
    displayName: "tributary-test",
    environment: { id: "kafka-environment-id" },
    cloud: "AWS",
    region: "eu-central-1",
    connectionTypes: ["PRIVATELINK"],
    zones: ["euc1-az1", "euc1-az2"],
    dnsConfig: { resolution: "PRIVATE" },
  });
  assert.deepEqual(inputs(aws.recording, "network-access")["aws"], { account: "111122223333" });
  assert.equal(inputs(aws.recording, "endpoint")["serviceName"], "com.amazonaws.vpce.eu-central-1.vpce-svc-2");
  assert.deepEqual(
    [inputs(aws.recording, "name-euc1-az2")["name"], inputs(aws.recording, "name-euc1-az2")["records"]],
    ["*.euc1-az2.n1.region.confluent.cloud", ["vpce-1-eu-central-1b.svc.vpce.amazonaws.com"]],
  );
  // AWS knows no such service for an account that Confluent was not told of: InvalidServiceName.
  assert.ok(after(aws.recording, "endpoint", "network-access"));
  assert.deepEqual(inputs(aws.recording, "cluster")["network"], { id: "kafka-network-id" });
  assert.deepEqual(await value(aws.cluster.endpoints.internal!.bootstrapServers), [
    "pkc-1.region.aws.confluent.cloud:9092",
  ]);

  const zones = ["europe-west3-a", "europe-west3-b"];
  const gcp = await made({ ...dedicated, cloud: "gcp", region: "europe-west3", private: await gcpWay(zones) });
  assert.deepEqual(inputs(gcp.recording, "network-access")["gcp"], { project: "p-1" });
  assert.equal(inputs(gcp.recording, "endpoint-europe-west3-b")["target"], "attachment-europe-west3-b");
  for (const zone of zones) assert.ok(after(gcp.recording, `endpoint-${zone}`, "network-access"));
  assert.equal(inputs(gcp.recording, "name-europe-west3-a")["name"], "*.europe-west3-a.n1.region.confluent.cloud.");

  const azure = await made({ ...dedicated, cloud: "azure", region: "westeurope", private: await azureWay(["1", "2"]) });
  assert.deepEqual(inputs(azure.recording, "network-access")["azure"], {
    subscription: "11111111-2222-4333-8444-555555555555",
  });
  assert.equal(
    inputs(azure.recording, "endpoint-2")["manualPrivateLinkServiceConnections"][0].privateLinkServiceId,
    "alias-2",
  );
  for (const zone of ["1", "2"]) assert.ok(after(azure.recording, `endpoint-${zone}`, "network-access"));
  assert.equal(inputs(azure.recording, "name-az2")["relativeRecordSetName"], "*.az2");
});

test("freight: interfaces in each private subnet, which the service's account may attach, before the access point", async () => {
  const { recording } = await made({
    size: { kind: "freight", interfacesPerZone: 2 },
    availability: "high",
    private: await awsWay(["euc1-az1", "euc1-az2", "euc1-az3"]),
  });
  assert.deepEqual(inputs(recording, "gateway")["awsPrivateNetworkInterfaceGateway"], {
    region: "eu-central-1",
    zones: ["euc1-az1", "euc1-az2", "euc1-az3"],
  });
  assert.equal(recording.of("aws:ec2/networkInterface:NetworkInterface").length, 6);
  assert.deepEqual(inputs(recording, "interface-eu-central-1c-2-permission"), {
    networkInterfaceId: "kafka-interface-eu-central-1c-2-id",
    permission: "INSTANCE-ATTACH",
    awsAccountId: "999999999999",
  });
  const point = inputs(recording, "access-point")["awsPrivateNetworkInterface"];
  assert.deepEqual([point.account, point.networkInterfaces.length], ["111122223333", 6]);
  assert.ok(after(recording, "access-point", "interface-eu-central-1a-1-permission"));
});

test("a key of a private cluster is not waited for, as only its own network could tell", async () => {
  const keys = ({ recording }: { recording: Recording }) =>
    recording
      .of("confluentcloud:index/apiKey:ApiKey")
      .map(({ inputs: { disableWaitForReady } }) => disableWaitForReady);
  assert.deepEqual(keys(await made({ ...enterprise, private: await awsWay() })), [true, true, true]);
  assert.deepEqual(keys(await made()), [undefined, undefined, undefined]);
});

test("topics, and ACLs, of a private cluster are told to whoever is inside, and asked of nobody outside", async () => {
  for (const authorization of ["roles", "acls"] as const) {
    const { recording, cluster } = await made({ ...enterprise, authorization, private: await awsWay() });
    assert.deepEqual(recording.of("confluentcloud:index/kafkaTopic:KafkaTopic"), []);
    assert.deepEqual(recording.of("confluentcloud:index/kafkaAcl:KafkaAcl"), []);
    const needed = cluster.needsAdministration!;
    const document = await value(pulumi.output(needed.document));
    assert.deepEqual(
      document.topics!.map(({ topic, partitions, replication, allow }) => [topic, partitions, replication, allow]),
      [
        ["login-events", 6, 3, []],
        ["out", 3, 3, ["delete"]],
      ],
    );
    const connection = kafkaConnectionSchema.parse(await value(needed.connection));
    assert.equal(connection.principal, "administrator");
    assert.ok(connection.auth.mechanism === "plain");
    assert.equal(connection.auth.password.active.name, "kafka-key-administrator");
    assert.ok(recording.named("kafka-secret-administrator"));
    if (authorization === "roles") assert.deepEqual(document.access, []);
    else {
      const writer = document.access!.find(({ principal }) => principal === "User:kafka-account-writer-id")!;
      assert.deepEqual(
        writer.rules.map(({ resource }) => resource),
        ["topic", "transactionalId"],
      );
    }
  }
  assert.ok(args.topics["events"], "as the settings have them");
});

/** What the provider of Confluent Cloud, and those of the clouds around it, would give on top of the inputs. */
import type { OutputsOf } from "../record.ts";

const crn = (of: string) => `crn://confluent.cloud/organization=11111111-1111-1111-1111-111111111111/${of}`;

export const confluentOutputs: OutputsOf = {
  "confluentcloud:index/environment:Environment": () => ({ resourceName: crn("environment=env-1") }),
  "confluentcloud:index/kafkaCluster:KafkaCluster": ({ cloud }) => ({
    apiVersion: "cmk/v2",
    kind: "Cluster",
    bootstrapEndpoint: `SASL_SSL://pkc-1.region.${cloud.toLowerCase()}.confluent.cloud:9092`,
    restEndpoint: `https://pkc-1.region.${cloud.toLowerCase()}.confluent.cloud:443`,
    rbacCrn: crn("environment=env-1/cloud-cluster=lkc-1"),
    endpoints: [
      {
        accessPointId: "kafka-access-point-id",
        bootstrapEndpoint: "lkc-1-ap1.region.accesspoint.glb.confluent.cloud:9092",
        restEndpoint: "https://lkc-1-ap1.region.accesspoint.glb.confluent.cloud:443",
        connectionType: "PRIVATELINK",
      },
    ],
  }),
  "confluentcloud:index/serviceAccount:ServiceAccount": () => ({ apiVersion: "iam/v2", kind: "ServiceAccount" }),
  "confluentcloud:index/apiKey:ApiKey": ({ displayName }) => ({ secret: `secret of ${displayName}` }),
  "confluentcloud:index/schema:Schema": () => ({ version: 1, schemaIdentifier: 100001 }),
  "confluentcloud:index/gateway:Gateway": () => ({
    awsIngressPrivateLinkGateway: { vpcEndpointServiceName: "com.amazonaws.vpce.eu-central-1.vpce-svc-1" },
    gcpIngressPrivateServiceConnectGateway: {
      privateServiceConnectServiceAttachment: "projects/c/serviceAttachments/s",
    },
    azureIngressPrivateLinkGateway: { privateLinkServiceAlias: "s.1.privatelinkservice" },
    awsPrivateNetworkInterfaceGateway: { account: "999999999999" },
  }),
  "confluentcloud:index/accessPoint:AccessPoint": (inputs) => {
    const dnsDomain = "ap1.region.accesspoint.confluent.cloud";
    const kinds = [
      "awsIngressPrivateLinkEndpoint",
      "gcpIngressPrivateServiceConnectEndpoint",
      "azureIngressPrivateLinkEndpoint",
    ];
    return Object.fromEntries(kinds.map((kind) => [kind, { ...inputs[kind], dnsDomain }]));
  },
  "confluentcloud:index/network:Network": ({ zones }) => ({
    dnsDomain: "n1.region.confluent.cloud",
    aws: [{ privateLinkEndpointService: "com.amazonaws.vpce.eu-central-1.vpce-svc-2" }],
    gcps: [{ privateServiceConnectServiceAttachments: byZone(zones, "attachment") }],
    azures: [{ privateLinkServiceAliases: byZone(zones, "alias") }],
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": () => ({
    dnsEntries: [{ dnsName: "vpce-1.svc.vpce.amazonaws.com", hostedZoneId: "Z" }],
  }),
  "aws:route53/zone:Zone": () => ({ zoneId: "Z1" }),
  "gcp:compute/address:Address": () => ({ address: "10.0.0.9" }),
  "gcp:compute/forwardingRule:ForwardingRule": () => ({ pscConnectionId: "116002050319319045" }),
  "azure-native:network:PrivateEndpoint": () => ({
    networkInterfaces: [{ id: "/subscriptions/s/networkInterfaces/nic-1" }],
  }),
};

/** What is asked for without being made. */
export const confluentCalls: Record<string, (inputs: any) => Record<string, unknown>> = {
  "confluentcloud:index/getSchemaRegistryCluster:getSchemaRegistryCluster": () => ({
    id: "lsrc-1",
    apiVersion: "srcm/v3",
    kind: "Cluster",
    resourceName: crn("environment=env-1/schema-registry=lsrc-1"),
    restEndpoint: "https://psrc-1.region.confluent.cloud",
    privateRegionalRestEndpoints: { "eu-central-1": "https://lsrc-1.eu-central-1.aws.private.confluent.cloud" },
  }),
  "aws:index/getAvailabilityZone:getAvailabilityZone": ({ zoneId }) => ({
    name: `eu-central-1${"abc"[zoneId.at(-1) - 1]}`,
  }),
  "azure-native:network:getNetworkInterface": () => ({ ipConfigurations: [{ privateIPAddress: "10.1.0.7" }] }),
};

const byZone = (zones: string[], of: string) => Object.fromEntries(zones.map((zone) => [zone, `${of}-${zone}`]));

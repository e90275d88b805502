/**
 * What the provider sends for a resource: the same fields by the service's names, as the `create` functions of
 * terraform-provider-confluent 2.83.0 (internal/provider/resource_*.go) put them together.
 */
import type { Module } from "./specifications.ts";

export interface Request {
  module: Module;
  operation: string;
  body: object;
}

type Inputs = Record<string, any>;
const spec = (of: object) => ({ spec: of });
const id = (of: { id: string } | undefined) => of && { id: of.id };

/** By Pulumi's type. */
export const requests: Record<string, (inputs: Inputs) => Request> = {
  "confluentcloud:index/environment:Environment": ({ displayName, streamGovernance }) => ({
    module: "org",
    operation: "createOrgV2Environment",
    body: {
      display_name: displayName,
      stream_governance_config: streamGovernance && { package: streamGovernance.package },
    },
  }),
  "confluentcloud:index/kafkaCluster:KafkaCluster": (inputs) => ({
    module: "cmk",
    operation: "createCmkV2Cluster",
    body: spec({
      display_name: inputs["displayName"],
      availability: inputs["availability"],
      cloud: inputs["cloud"],
      region: inputs["region"],
      config: clusterConfig(inputs),
      environment: id(inputs["environment"]),
      network: id(inputs["network"]),
      byok: id(inputs["byokKey"]),
      deletion_protection: inputs["deletionProtection"],
    }),
  }),
  "confluentcloud:index/serviceAccount:ServiceAccount": ({ displayName, description }) => ({
    module: "iam",
    operation: "createIamV2ServiceAccount",
    body: { display_name: displayName, description },
  }),
  "confluentcloud:index/roleBinding:RoleBinding": ({ principal, roleName, crnPattern }) => ({
    module: "mds",
    operation: "createIamV2RoleBinding",
    body: { principal, role_name: roleName, crn_pattern: crnPattern },
  }),
  "confluentcloud:index/apiKey:ApiKey": ({ displayName, description, owner, managedResource }) => ({
    module: "apikeys",
    operation: "createIamV2ApiKey",
    body: spec({
      display_name: displayName,
      description,
      // The provider sends their kinds, too, which the specification calls read-only.
      owner: id(owner),
      resource: id(managedResource),
    }),
  }),
  "confluentcloud:index/kafkaClientQuota:KafkaClientQuota": (inputs) => ({
    module: "kafka-quotas",
    operation: "createKafkaQuotasV1ClientQuota",
    body: spec({
      display_name: inputs["displayName"],
      description: inputs["description"],
      throughput: {
        ingress_byte_rate: inputs["throughput"].ingressByteRate,
        egress_byte_rate: inputs["throughput"].egressByteRate,
      },
      principals: inputs["principals"].map((principal: string) => ({ id: principal })),
      cluster: id(inputs["kafkaCluster"]),
      environment: id(inputs["environment"]),
    }),
  }),
  "confluentcloud:index/kafkaTopic:KafkaTopic": ({ topicName, partitionsCount, config }) => ({
    module: "kafkarest",
    operation: "createKafkaTopic",
    body: {
      topic_name: topicName,
      partitions_count: partitionsCount,
      configs: Object.entries(config as object).map(([name, value]) => ({ name, value })),
    },
  }),
  "confluentcloud:index/kafkaAcl:KafkaAcl": (inputs) => ({
    module: "kafkarest",
    operation: "createKafkaAcls",
    body: {
      resource_type: inputs["resourceType"],
      resource_name: inputs["resourceName"],
      pattern_type: inputs["patternType"],
      principal: inputs["principal"],
      host: inputs["host"],
      operation: inputs["operation"],
      permission: inputs["permission"],
    },
  }),
  "confluentcloud:index/gateway:Gateway": (inputs) => ({
    module: "networking-gateway",
    operation: "createNetworkingV1Gateway",
    body: spec({
      display_name: inputs["displayName"],
      environment: id(inputs["environment"]),
      config: gatewayConfig(inputs),
    }),
  }),
  "confluentcloud:index/accessPoint:AccessPoint": (inputs) => ({
    module: "networking-access-point",
    operation: "createNetworkingV1AccessPoint",
    body: spec({
      display_name: inputs["displayName"],
      environment: id(inputs["environment"]),
      gateway: id(inputs["gateway"]),
      config: accessPointConfig(inputs),
    }),
  }),
  "confluentcloud:index/network:Network": (inputs) => ({
    module: "networking",
    operation: "createNetworkingV1Network",
    body: spec({
      display_name: inputs["displayName"],
      environment: id(inputs["environment"]),
      cloud: inputs["cloud"],
      region: inputs["region"],
      connection_types: inputs["connectionTypes"],
      zones: inputs["zones"],
      dns_config: inputs["dnsConfig"],
    }),
  }),
  "confluentcloud:index/privateLinkAccess:PrivateLinkAccess": (inputs) => ({
    module: "networking",
    operation: "createNetworkingV1PrivateLinkAccess",
    body: spec({
      display_name: inputs["displayName"],
      environment: id(inputs["environment"]),
      network: id(inputs["network"]),
      cloud: consumer(inputs),
    }),
  }),
  "confluentcloud:index/schema:Schema": ({ format, schema }) => ({
    module: "schema-registry",
    operation: "register",
    body: { schemaType: format, schema },
  }),
  "confluentcloud:index/subjectConfig:SubjectConfig": ({ compatibilityLevel }) => ({
    module: "schema-registry",
    operation: "updateSubjectLevelConfig",
    body: { compatibility: compatibilityLevel },
  }),
  "confluentcloud:index/tableflowTopic:TableflowTopic": (inputs) => ({
    module: "tableflow",
    operation: "createTableflowV1TableflowTopic",
    body: spec({
      display_name: inputs["displayName"],
      environment: id(inputs["environment"]),
      kafka_cluster: id(inputs["kafkaCluster"]),
      table_formats: inputs["tableFormats"],
      storage: inputs["byobAws"]
        ? {
            kind: "ByobAws",
            bucket_name: inputs["byobAws"].bucketName,
            provider_integration_id: inputs["byobAws"].providerIntegrationId,
          }
        : { kind: "Managed" },
    }),
  }),
};

function clusterConfig({ basic, standard, enterprises, dedicated, freights }: Inputs): object | undefined {
  if (dedicated) return { kind: "Dedicated", cku: dedicated.cku };
  const kinds = { Basic: basic, Standard: standard, Enterprise: enterprises?.[0], Freight: freights?.[0] };
  const [kind, of] = Object.entries(kinds).find(([, config]) => config !== undefined) ?? [];
  return kind === undefined ? undefined : { kind, max_ecku: of.maxEcku };
}

function gatewayConfig(inputs: Inputs): object | undefined {
  const kinds = {
    awsIngressPrivateLinkGateway: "AwsIngressPrivateLinkGatewaySpec",
    gcpIngressPrivateServiceConnectGateway: "GcpIngressPrivateServiceConnectGatewaySpec",
    azureIngressPrivateLinkGateway: "AzureIngressPrivateLinkGatewaySpec",
    awsPrivateNetworkInterfaceGateway: "AwsPrivateNetworkInterfaceGatewaySpec",
  };
  return tagged(inputs, kinds, ({ region, zones }) => ({ region, zones }));
}

function accessPointConfig(inputs: Inputs): object | undefined {
  const kinds = {
    awsIngressPrivateLinkEndpoint: "AwsIngressPrivateLinkEndpoint",
    gcpIngressPrivateServiceConnectEndpoint: "GcpIngressPrivateServiceConnectEndpoint",
    azureIngressPrivateLinkEndpoint: "AzureIngressPrivateLinkEndpoint",
    awsPrivateNetworkInterface: "AwsPrivateNetworkInterface",
  };
  return tagged(inputs, kinds, (of) => ({
    vpc_endpoint_id: of.vpcEndpointId,
    private_service_connect_connection_id: of.privateServiceConnectConnectionId,
    private_endpoint_resource_id: of.privateEndpointResourceId,
    network_interfaces: of.networkInterfaces,
    account: of.account,
  }));
}

function consumer(inputs: Inputs): object | undefined {
  const kinds = { aws: "AwsPrivateLinkAccess", gcp: "GcpPrivateServiceConnectAccess", azure: "AzurePrivateLinkAccess" };
  return tagged(inputs, kinds, ({ account, project, subscription }) => ({ account, project, subscription }));
}

function tagged(inputs: Inputs, kinds: Record<string, string>, fields: (of: any) => object): object | undefined {
  const key = Object.keys(kinds).find((name) => inputs[name] !== undefined);
  return key === undefined ? undefined : { kind: kinds[key], ...fields(inputs[key]) };
}

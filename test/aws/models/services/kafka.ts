import type { Mappings } from "../mapping.ts";

export const kafka: Mappings = {
  "aws:msk/cluster:Cluster": {
    service: "kafka",
    autoName: "clusterName",
    calls: [
      {
        operation: "CreateCluster",
        fields: {
          "brokerNodeGroupInfo.azDistribution": "BrokerAZDistribution",
          "clientAuthentication.tls.certificateAuthorityArns": "CertificateAuthorityArnList",
          "encryptionInfo.encryptionAtRestKmsKeyArn": "EncryptionAtRest.DataVolumeKMSKeyId",
        },
      },
    ],
  },
  "aws:msk/serverlessCluster:ServerlessCluster": {
    service: "kafka",
    autoName: "clusterName",
    calls: [{ operation: "CreateClusterV2", into: "Serverless" }],
  },
  "aws:msk/configuration:Configuration": {
    service: "kafka",
    autoName: "name",
    calls: [{ operation: "CreateConfiguration" }],
  },
  "aws:msk/topic:Topic": {
    service: "kafka",
    autoName: "name",
    calls: [{ operation: "CreateTopic", fields: { name: "TopicName" } }],
  },
  "aws:msk/clusterPolicy:ClusterPolicy": { service: "kafka", calls: [{ operation: "PutClusterPolicy" }] },
  "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation": {
    service: "kafka",
    calls: [{ operation: "BatchAssociateScramSecret", fields: { secretArn: "SecretArnList" } }],
  },
  "aws:msk/scramSecretAssociation:ScramSecretAssociation": {
    service: "kafka",
    calls: [{ operation: "BatchAssociateScramSecret", fields: { secretArnLists: "SecretArnList" } }],
  },
  "aws:msk/vpcConnection:VpcConnection": { service: "kafka", calls: [{ operation: "CreateVpcConnection" }] },
  "aws:msk/replicator:Replicator": {
    service: "kafka",
    calls: [
      {
        operation: "CreateReplicator",
        fields: {
          "kafkaClusters.vpcConfig.securityGroupsIds": "SecurityGroupIds",
          "replicationInfoList.consumerGroupReplications": (value) => ({ ConsumerGroupReplication: pascal(value) }),
          "replicationInfoList.topicReplications": (value) => ({ TopicReplication: pascal(value) }),
          "replicationInfoList.sourceKafkaClusterAlias": undefined,
          "replicationInfoList.targetKafkaClusterAlias": undefined,
        },
      },
    ],
  },
  "aws:msk/channel:Channel": {
    service: "kafka",
    calls: [
      {
        operation: "CreateChannel",
        fields: {
          icebergDestination: "IcebergDestinationConfiguration",
          "icebergDestination.destinationTable": "DestinationTableList",
          "icebergDestination.destinationTable.partitionSpec.sources": "SourceList",
          s3Destination: "S3DestinationConfiguration",
          topicConfiguration: "TopicConfigurationList",
        },
      },
    ],
  },
};

/** The one entry of a list that the API has as a structure, with the API's names. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === "object") return pascal(value[0]);
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key[0]!.toUpperCase() + key.slice(1), pascal(inner)]),
  );
}

/** Types that can carry tags, by the property that holds them. A test holds the list of AWS to the provider's own declarations. */
const aws = [
  "acmpca/certificateAuthority:CertificateAuthority",
  "appautoscaling/target:Target",
  "athena/workgroup:Workgroup",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/logGroup:LogGroup",
  "ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "ec2/eip:Eip",
  "ec2/flowLog:FlowLog",
  "ec2/internetGateway:InternetGateway",
  "ec2/launchTemplate:LaunchTemplate",
  "ec2/natGateway:NatGateway",
  "ec2/networkInterface:NetworkInterface",
  "ec2/routeTable:RouteTable",
  "ec2/securityGroup:SecurityGroup",
  "ec2/subnet:Subnet",
  "ec2/vpc:Vpc",
  "ec2/vpcEndpoint:VpcEndpoint",
  "ecr/repository:Repository",
  "eks/accessEntry:AccessEntry",
  "eks/addon:Addon",
  "eks/cluster:Cluster",
  "eks/nodeGroup:NodeGroup",
  "eks/podIdentityAssociation:PodIdentityAssociation",
  "glue/catalogDatabase:CatalogDatabase",
  "glue/registry:Registry",
  "glue/schema:Schema",
  "iam/instanceProfile:InstanceProfile",
  "iam/role:Role",
  "kms/key:Key",
  "msk/channel:Channel",
  "msk/cluster:Cluster",
  "msk/serverlessCluster:ServerlessCluster",
  "msk/vpcConnection:VpcConnection",
  "route53/zone:Zone",
  "s3/bucket:Bucket",
  "s3tables/tableBucket:TableBucket",
  "secretsmanager/secret:Secret",
  "sqs/queue:Queue",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

const tagged = [
  ...aws.map((type) => `aws:${type}`),
  "azure-native:network:PrivateEndpoint",
  "azure-native:privatedns:PrivateZone",
  "azure-native:privatedns:VirtualNetworkLink",
];
const labelled = [
  "gcp:compute/address:Address",
  "gcp:compute/forwardingRule:ForwardingRule",
  "gcp:dns/managedZone:ManagedZone",
];

export const taggable: ReadonlyMap<string, "tags" | "labels"> = new Map([
  ...tagged.map((type) => [type, "tags"] as const),
  ...labelled.map((type) => [type, "labels"] as const),
]);

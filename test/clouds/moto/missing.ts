/** What moto 5.2.5 does not have: these are held against AWS' models alone (test/aws/models). */
export const MISSING = [
  "ec2:CreateNetworkInterfacePermission",
  "eks:AssociateAccessPolicy",
  "eks:CreateAccessEntry",
  "eks:CreateAddon",
  "eks:CreatePodIdentityAssociation",
  "eks:UpdateAddon",
  "kafka:BatchAssociateScramSecret",
  "kafka:CreateChannel",
  "kafka:CreateConfiguration",
  "kafka:CreateTopic",
  "kafka:CreateVpcConnection",
  "s3tables:CreateNamespace",
  "s3tables:CreateTableBucket",
  "s3tables:PutTableBucketMaintenanceConfiguration",
];

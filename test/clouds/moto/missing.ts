/** What moto 5.2.5 does not have: these are held against AWS' models alone (test/aws/models). */
export const MISSING = [
  "eks:AssociateAccessPolicy",
  "eks:CreateAccessEntry",
  "eks:CreateAddon",
  "eks:CreatePodIdentityAssociation",
  "eks:UpdateAddon",
  "kafka:BatchAssociateScramSecret",
  "kafka:CreateChannel",
  "kafka:CreateConfiguration",
  "kafka:CreateTopic",
  "s3tables:CreateNamespace",
  "s3tables:CreateTableBucket",
  "s3tables:PutTableBucketMaintenanceConfiguration",
];

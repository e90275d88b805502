/** Keys, secrets and certificates: kms, secretsmanager, acm-pca. */
import type { Mappings } from "../mapping.ts";

export const keys: Mappings = {
  "aws:kms/key:Key": {
    service: "kms",
    calls: [
      { operation: "CreateKey", fields: { customerMasterKeySpec: "KeySpec" } },
      {
        operation: "EnableKeyRotation",
        takes: ["enableKeyRotation", "rotationPeriodInDays"],
        fields: { enableKeyRotation: undefined },
        adds: (_, id) => ({ KeyId: id }),
        when: ({ enableKeyRotation }) => enableKeyRotation === true,
      },
      {
        operation: "ScheduleKeyDeletion",
        takes: ["deletionWindowInDays"],
        fields: { deletionWindowInDays: "PendingWindowInDays" },
        when: ({ deletionWindowInDays }) => deletionWindowInDays !== undefined,
        adds: (_, id) => ({ KeyId: id }),
        atDeletion: true,
      },
    ],
    kept: ["isEnabled"],
  },
  "aws:kms/alias:Alias": { service: "kms", calls: [{ operation: "CreateAlias", fields: { name: "AliasName" } }] },
  "aws:secretsmanager/secret:Secret": {
    service: "secretsmanager",
    autoName: "name",
    calls: [
      { operation: "CreateSecret", fields: { replicas: "AddReplicaRegions" } },
      {
        operation: "PutResourcePolicy",
        takes: ["policy"],
        fields: { policy: "ResourcePolicy" },
        adds: (_, id) => ({ SecretId: id }),
        when: ({ policy }) => policy !== undefined,
      },
      {
        operation: "DeleteSecret",
        takes: ["recoveryWindowInDays"],
        when: ({ recoveryWindowInDays }) => recoveryWindowInDays !== undefined,
        fields: {
          recoveryWindowInDays: (days) =>
            days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days },
        },
        adds: (_, id) => ({ SecretId: id }),
        atDeletion: true,
      },
    ],
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    service: "secretsmanager",
    kept: ["secretStringWoVersion"],
    calls: [{ operation: "PutSecretValue", fields: { secretStringWo: "SecretString" } }],
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    service: "secretsmanager",
    calls: [{ operation: "PutResourcePolicy", fields: { secretArn: "SecretId", policy: "ResourcePolicy" } }],
  },
  "aws:acmpca/certificateAuthority:CertificateAuthority": {
    service: "acm-pca",
    kept: ["enabled"],
    calls: [
      {
        operation: "CreateCertificateAuthority",
        fields: { type: "CertificateAuthorityType" },
        adds: ({ type = "SUBORDINATE" }) => ({ CertificateAuthorityType: type }),
      },
      {
        operation: "DeleteCertificateAuthority",
        takes: ["permanentDeletionTimeInDays"],
        when: ({ permanentDeletionTimeInDays }) => permanentDeletionTimeInDays !== undefined,
        adds: (_, id) => ({ CertificateAuthorityArn: arnOf(id) }),
        atDeletion: true,
      },
    ],
  },
  "aws:acmpca/certificate:Certificate": {
    service: "acm-pca",
    calls: [
      {
        operation: "IssueCertificate",
        fields: {
          certificateSigningRequest: "Csr",
          // A text in the provider, for the sake of dates.
          "validity.value": (value) => ({ Value: Number(value) }),
        },
      },
    ],
  },
  "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate": {
    service: "acm-pca",
    calls: [{ operation: "ImportCertificateAuthorityCertificate" }],
  },
  "aws:acmpca/permission:Permission": { service: "acm-pca", calls: [{ operation: "CreatePermission" }] },
  "aws:acmpca/policy:Policy": { service: "acm-pca", calls: [{ operation: "PutPolicy" }] },
};

/** Ids of the provider are the ARNs themselves there; those of the recording are not. */
const arnOf = (id: string) =>
  id.startsWith("arn:") ? id : `arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/${id}`;

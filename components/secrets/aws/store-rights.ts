/**
 * What External Secrets Operator may do in Secrets Manager for one stack, and nothing else: read what is the stack's, and write a value once.
 * Source: external-secrets v2.9.0, providers/v1/aws/secretsmanager, which says what it asks for; AWS Secrets Manager User Guide, "Secret
 * encryption and decryption" (encryption context); 2026-11-27.
 */
import { type KnownPolicy, type PolicyStatement, policyOf } from "../../aws/policy.ts";

export interface StoreRightsSpec {
  /** aws, or aws-us-gov. */
  partition: string;
  region: string;
  account: string;
  /** The stack's name, as its tags have it. */
  stack: string;
  /** What names of the stack's secrets begin with. */
  prefix: string;
  /** Beginnings of further names, which are only read, such as those of MSK's users. */
  alsoRead: string[];
  /** Whether values are made. */
  writes: boolean;
  /** ARN of the key that they are encrypted with. */
  key: string;
}

export function storeRights(spec: StoreRightsSpec): KnownPolicy {
  const { region, stack, prefix, alsoRead, writes, key } = spec;
  const own = named(spec, prefix);
  const read = [own, ...alsoRead.map((name) => named(spec, name))];
  return policyOf(
    allow("Read", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], read),
    // No PutSecretValue: a generation is written once, and no mistake of the operator changes it.
    ...(writes
      ? [
          {
            ...allow("Make", ["secretsmanager:CreateSecret", "secretsmanager:TagResource"], [own]),
            Condition: { StringEquals: { "aws:RequestTag/stack": [stack] } },
          },
        ]
      : []),
    // The prefix of a stack `prod` is one of `prod-eu` as well. A secret that is not there yet has no tag.
    {
      Sid: "NotOfOthers",
      Effect: "Deny",
      Action: ["secretsmanager:*"],
      Resource: ["*"],
      Condition: {
        Null: { "aws:ResourceTag/stack": ["false"] },
        StringNotEquals: { "aws:ResourceTag/stack": [stack] },
      },
    },
    {
      ...allow("UseKey", ["kms:Decrypt", ...(writes ? ["kms:GenerateDataKey"] : [])], [key]),
      Condition: {
        StringEquals: { "kms:ViaService": [`secretsmanager.${region}.amazonaws.com`] },
        StringLike: { "kms:EncryptionContext:SecretARN": read },
      },
    },
  );
}

function allow(sid: string, action: string[], resource: string[]): PolicyStatement {
  return { Sid: sid, Effect: "Allow", Action: action, Resource: resource };
}

/** Secrets Manager appends - and six characters to a name; one that is not there yet is asked for without them. */
const named = ({ partition, region, account }: StoreRightsSpec, prefix: string): string =>
  `arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}*`;

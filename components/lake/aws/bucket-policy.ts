/** What the lake's bucket refuses, whoever asks: it grants nothing, rights are those of roles. */
import { type KnownPolicy, type PolicyConditions, type PolicyStatement, policyOf } from "../../aws/policy.ts";

const encryption = "s3:x-amz-server-side-encryption";

/**
 * Amazon S3 User Guide, "Bucket policy examples".
 * @param bucket its ARN
 * @param key ARN of the key that everything in it is encrypted with
 */
export function bucketPolicy(bucket: string, key: string): KnownPolicy {
  const all = [bucket, `${bucket}/*`];
  return policyOf(
    deny("DenyPlainText", "s3:*", all, { Bool: { "aws:SecureTransport": ["false"] } }),
    deny("DenyOldTls", "s3:*", all, { NumericLessThan: { "s3:TlsVersion": ["1.2"] } }),
    deny("DenyOtherEncryption", "s3:PutObject", [`${bucket}/*`], namedAndNot(encryption, "aws:kms")),
    deny("DenyOtherKeys", "s3:PutObject", [`${bucket}/*`], namedAndNot(`${encryption}-aws-kms-key-id`, key)),
  );
}

/** Who names no encryption gets the bucket's own; a negated operator alone would match what is not named, too. */
const namedAndNot = (name: string, value: string): PolicyConditions => ({
  Null: { [name]: ["false"] },
  StringNotEquals: { [name]: [value] },
});

function deny(sid: string, action: string, resource: string[], condition: PolicyConditions): PolicyStatement {
  return { Sid: sid, Effect: "Deny", Principal: "*", Action: [action], Resource: resource, Condition: condition };
}

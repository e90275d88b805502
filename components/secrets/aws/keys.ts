/** The stack's own keys on AWS: one for data (volumes, brokers, logs, images, the lake), one for passwords and what Kubernetes keeps. */
import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import * as pulumi from "@pulumi/pulumi";
import { fitted } from "../../aws/names.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { type KeyUse, keyPolicy } from "./key-policy.ts";

export type KeyPurpose = "data" | "secrets";

export interface AwsKeysArgs {
  region: string;
  /** Account that they are of. */
  account: pulumi.Input<string>;
  /** Part of their aliases' names: that of the stack. A change names them anew, and they stay the same keys. */
  prefix: string;
  /** Keys cannot be deleted while it is true: what they have encrypted would be lost. */
  protection: boolean;
  /** Days until a deleted key is gone, 7 to 30. Default: 30. */
  deletionDays?: number;
  tags: Record<string, string>;
  transform?: { key?: Transform<ArgsOf<typeof Key>> };
}

const uses: Record<KeyPurpose, KeyUse> = {
  data: { via: ["ec2", "ecr", "eks", "glue", "kafka", "s3", "s3tables"], logs: true, volumes: true, tables: true },
  // Flow of a password: Secrets Manager encrypts it, MSK and External Secrets read it, EKS encrypts the Secret that it becomes.
  secrets: { via: ["eks", "kafka", "secretsmanager"], kubernetes: true },
};

const descriptions: Record<KeyPurpose, string> = {
  data: "Data at rest: volumes, brokers, logs, images, the lake",
  secrets: "Passwords and tokens, and Secrets of Kubernetes",
};

export class AwsKeys extends TributaryComponent {
  static readonly token = "tributary:secrets:AwsKeys";
  /** ARNs. */
  readonly data: pulumi.Output<string>;
  readonly secrets: pulumi.Output<string>;
  readonly nodes: Record<KeyPurpose, { key: Key; alias: Alias }>;

  constructor(name: string, args: AwsKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AwsKeys.token, name, args, opts);
    this.nodes = { data: this.#key("data", args), secrets: this.#key("secrets", args) };
    this.data = this.nodes.data.key.arn;
    this.secrets = this.nodes.secrets.key.arn;
    this.finish({ data: this.data, secrets: this.secrets });
  }

  #key(purpose: KeyPurpose, { region, account, prefix, protection, deletionDays = 30, tags, transform }: AwsKeysArgs) {
    const key = this.child(
      Key,
      purpose,
      {
        description: descriptions[purpose],
        enableKeyRotation: true,
        deletionWindowInDays: deletionDays,
        policy: pulumi.jsonStringify(keyPolicy(region, account, uses[purpose])),
        tags,
      },
      { protect: protection },
      transform?.key,
    );
    const name = fitted("keyAlias", prefix, purpose);
    return { key, alias: this.child(Alias, `${purpose}-alias`, { name, targetKeyId: key.keyId }) };
  }
}

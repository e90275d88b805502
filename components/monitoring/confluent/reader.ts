/** Who reads the Metrics API of Confluent Cloud: an account that sees metrics of one cluster and nothing else, and its keys. */
import { ApiKey } from "@pulumi/confluentcloud/apiKey.js";
import { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { MetricsSource } from "../../kafka/cluster.ts";
import { describe } from "../../kafka/confluent/inputs.ts";
import { keysOf, ownerOf, passwordKey, secretOf, usernameKey } from "../../kafka/confluent/keys.ts";
import { accountName, OWN_ACCOUNTS } from "../../kafka/confluent/names.ts";
import { labelsOf } from "../../kubernetes/names.ts";

export type ConfluentKept = Extract<MetricsSource, { kind: "confluent-api" }>;

export interface ConfluentMetricsReaderArgs {
  /** Whose metrics. */
  kept: ConfluentKept;
  /** Names of everything at the service begin with it. */
  prefix: string;
  /** Of its key: raise it for another one; the former one goes at the next raise. Default: 1. */
  rotation?: number;
  /** Where its Secret stands. */
  namespace: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?: { role?: Transform<ArgsOf<typeof RoleBinding>>; key?: Transform<ArgsOf<typeof ApiKey>> };
}

/** Where Prometheus finds how it logs in. */
export interface MetricsLogin {
  /** Of a Secret beside the object that names it, and its keys. */
  name: pulumi.Output<string>;
  userKey: string;
  passwordKey: string;
}

const ACCOUNT = OWN_ACCOUNTS.metricsReader;

export class ConfluentMetricsReader extends TributaryComponent {
  static readonly token = "tributary:monitoring:ConfluentMetricsReader";
  /** With the key in use. */
  readonly login: MetricsLogin;
  readonly nodes: { account: ServiceAccount; role: RoleBinding; keys: Record<string, ApiKey>; secret: Secret };

  constructor(name: string, args: ConfluentMetricsReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ConfluentMetricsReader.token, name, args, opts);
    const { kept, prefix, rotation = 1, namespace, tags, transform } = args;
    const child = this.child.bind(this) as typeof this.child;
    const description = describe(tags);
    const account = child(ServiceAccount, "account", { displayName: accountName(prefix, ACCOUNT), description });
    const role = child(
      RoleBinding,
      "role",
      { principal: pulumi.interpolate`User:${account.id}`, roleName: "MetricsViewer", crnPattern: kept.crn },
      {},
      transform?.role,
    );
    // Of no resource, as the Metrics API takes no other. Whether it is known already the provider would ask where this account sees nothing.
    const keys = keysOf(rotation, (generation) =>
      child(
        ApiKey,
        `key-${generation}`,
        {
          displayName: `${accountName(prefix, ACCOUNT)}-${generation}`,
          description,
          owner: ownerOf(account),
          disableWaitForReady: true,
        },
        { dependsOn: [role] },
        transform?.key,
      ),
    );
    const metadata = { name: "confluent-metrics", namespace, labels: labelsOf(tags) };
    const secret = secretOf(child, "secret", metadata, keys, {});
    this.login = {
      name: secret.metadata.name,
      userKey: usernameKey(rotation),
      passwordKey: passwordKey(rotation),
    };
    this.nodes = { account, role, keys: keys.byGeneration, secret };
    this.finish();
  }
}

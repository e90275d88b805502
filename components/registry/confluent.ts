/**
 * The schema registry of an environment of Confluent Cloud, which is there as soon as the environment has a cluster: the schemas in it, and
 * two accounts, of which the one that the application is given may only read.
 */
import { ApiKey } from "@pulumi/confluentcloud/apiKey.js";
import { getSchemaRegistryClusterOutput } from "@pulumi/confluentcloud/getSchemaRegistryCluster.js";
import { Provider } from "@pulumi/confluentcloud/provider.js";
import { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import { Schema } from "@pulumi/confluentcloud/schema.js";
import { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import { SubjectConfig } from "@pulumi/confluentcloud/subjectConfig.js";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../app/src/connection.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";
import { mapValues } from "../kafka/administered.ts";
import type { CloudCredentials } from "../kafka/confluent/args.ts";
import { describe } from "../kafka/confluent/inputs.ts";
import { type Keys, keySecretName, keysOf, loginOf, ownerOf, secretOf } from "../kafka/confluent/keys.ts";
import { PORTS } from "../kafka/confluent/kinds.ts";
import { accountName, OWN_ACCOUNTS } from "../kafka/confluent/names.ts";
import { reachedAt } from "../kafka/confluent/reached.ts";
import { labelsOf } from "../kubernetes/names.ts";
import type { Reached } from "../kubernetes/policy-rules.ts";
import type { Registry, SchemaSpec } from "./contract.ts";

export interface ConfluentRegistryArgs {
  /** Id of the environment. */
  environment: pulumi.Input<string>;
  /** Names of everything at the service begin with it. */
  prefix: string;
  /** By a key of the caller's. */
  schemas: Record<string, SchemaSpec>;
  /** Of both accounts' keys: raise it for others. Default: 1. */
  rotation?: number;
  /** Schemas cannot be deleted while it is true. */
  protection: boolean;
  /** Where the reader's Secret stands. */
  namespace: pulumi.Input<string>;
  tags: Record<string, string>;
  /** Ranges that a private way to the registry is of, and the region of it. Default: its public address. */
  private?: { cidrs: pulumi.Input<string>[]; region: string };
  /** Default: CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET of the environment. */
  credentials?: CloudCredentials;
  /** A cluster of the environment, and the namespace. */
  after?: pulumi.Resource[];
  transform?: { schema?: Transform<ArgsOf<typeof Schema>>; key?: Transform<ArgsOf<typeof ApiKey>> };
}

const ACCOUNTS = { writer: OWN_ACCOUNTS.registryWriter, reader: OWN_ACCOUNTS.registryReader } as const;
type Account = keyof typeof ACCOUNTS;
/** On each subject (predefined-rbac-roles): the writer registers schemas and says what of a subject may change; the reader reads. */
const ROLES = { writer: "ResourceOwner", reader: "DeveloperRead" } as const satisfies Record<Account, string>;

export class ConfluentRegistry extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:ConfluentRegistry";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: Registry["metrics"] = [];
  readonly logs: Registry["logs"] = [];
  /** Whom pods ask. */
  readonly reached: Reached;
  readonly nodes: {
    accounts: Record<Account, ServiceAccount>;
    roles: Record<string, RoleBinding>;
    keys: Record<string, ApiKey>;
    provider: Provider;
    schemas: Record<string, Schema>;
    configs: Record<string, SubjectConfig>;
    secret: Secret;
  };

  constructor(name: string, args: ConfluentRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { credentials, ...kept } = args;
    super(ConfluentRegistry.token, name, kept, opts);
    const { schemas, prefix, rotation = 1, protection: protect, tags, after = [], transform } = args;
    const description = describe(tags);
    const environment = { id: args.environment };
    const found = getSchemaRegistryClusterOutput({ environment }, { parent: this, dependsOn: after });
    const subjects = [...new Set(Object.values(schemas).map(({ subject }) => subject))].sort();

    const accounts = mapValues(ACCOUNTS, (of, account) =>
      this.child(ServiceAccount, `account-${account}`, { displayName: accountName(prefix, of), description }),
    ) as Record<Account, ServiceAccount>;
    const roles: Record<string, RoleBinding> = {};
    for (const account of Object.keys(ACCOUNTS) as Account[])
      for (const subject of subjects)
        roles[`${account}-${subject}`] = this.child(RoleBinding, `role-${account}-${subject}`, {
          principal: pulumi.interpolate`User:${accounts[account].id}`,
          roleName: ROLES[account],
          crnPattern: pulumi.interpolate`${found.resourceName}/subject=${encodeURIComponent(subject)}`,
        });
    const keysFor = (account: Account): Keys =>
      keysOf(rotation, (generation) =>
        this.child(
          ApiKey,
          `key-${account}-${generation}`,
          {
            displayName: `${accountName(prefix, ACCOUNTS[account])}-${generation}`,
            description,
            owner: ownerOf(accounts[account]),
            managedResource: { id: found.id, apiVersion: found.apiVersion, kind: found.kind, environment },
          },
          { dependsOn: subjects.map((subject) => roles[`${account}-${subject}`]!) },
          transform?.key,
        ),
      );
    const keys = { writer: keysFor("writer"), reader: keysFor("reader") };
    const provider = new Provider(
      this.childName("provider"),
      {
        cloudApiKey: credentials?.key,
        cloudApiSecret: credentials?.secret,
        schemaRegistryId: found.id,
        schemaRegistryRestEndpoint: found.restEndpoint,
        schemaRegistryApiKey: keys.writer.active.id,
        schemaRegistryApiSecret: keys.writer.active.secret,
      },
      { parent: this },
    );
    const configs = mapValues(schemas, ({ subject, compatibility }, key) =>
      this.child(
        SubjectConfig,
        `compatibility-${key}`,
        { subjectName: subject, compatibilityLevel: compatibility },
        { provider },
      ),
    );
    const made = mapValues(schemas, ({ subject, schemaType, schema }, key) =>
      this.child(
        Schema,
        `schema-${key}`,
        {
          subjectName: subject,
          format: schemaType,
          schema,
          // Another body is another version of the subject; the versions before it stay, and are what readers still have.
          recreateOnUpdate: false,
          hardDelete: false,
        },
        { provider, protect, dependsOn: [configs[key]!] },
        transform?.schema,
      ),
    );
    const metadata = { name: keySecretName(name, "reader"), namespace: args.namespace, labels: labelsOf(tags) };
    const secret = secretOf(this.child.bind(this) as typeof this.child, "secret-reader", metadata, keys.reader, {
      dependsOn: after,
    });

    this.nodes = {
      accounts,
      roles,
      keys: Object.fromEntries(
        Object.entries(keys).flatMap(([account, { byGeneration }]) =>
          Object.entries(byGeneration).map(([generation, key]) => [`${account}-${generation}`, key]),
        ),
      ),
      provider,
      schemas: made,
      configs,
      secret,
    };
    const url = args.private
      ? found.apply((of) => of.privateRegionalRestEndpoints?.[args.private!.region] ?? of.restEndpoint)
      : found.restEndpoint;
    this.connection = pulumi
      .all([url, loginOf(metadata.name, rotation, keys.reader)])
      .apply(([address, auth]) => ({ url: address, auth }));
    // With a private way the public address is still there, and is what is used while the service names no other.
    this.reached = args.private ? both(args.private.cidrs) : reachedAt(PORTS.https);
    this.subjects = mapValues(made, ({ version }, key) => ({ subject: schemas[key]!.subject, version }));
    this.ready = [...Object.values(keys.reader.byGeneration), secret, ...Object.values(made)];
    this.finish({ subjects });
  }
}

function both(cidrs: pulumi.Input<string>[]): Reached {
  const [own, open] = [reachedAt(PORTS.https, cidrs), reachedAt(PORTS.https)];
  return { to: [...own.to, ...open.to], ports: own.ports };
}

/**
 * Topics, rights, quotas and users of brokers that are reached from where Pulumi runs, as resources of @pulumi/kafka. The provider comes by
 * `opts.providers.kafka`. Topics and users outlive the stack, and one that would lose records is refused before it is changed.
 */
import { Acl } from "@pulumi/kafka/acl.js";
import { getTopicsOutput } from "@pulumi/kafka/getTopics.js";
import { Quota } from "@pulumi/kafka/quota.js";
import { Topic } from "@pulumi/kafka/topic.js";
import { UserScramCredential } from "@pulumi/kafka/userScramCredential.js";
import * as pulumi from "@pulumi/pulumi";
import { type AccessRule, bindingsOf } from "../../../app/src/kafka/admin/acls.ts";
import { iterationsOf } from "../../../app/src/kafka/admin/scram.ts";
import { ownRules } from "../../../app/src/roles/administer/own-rules.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { TributaryError } from "../../errors.ts";
import { compileAccess } from "../access-rules.ts";
import { mapValues } from "../administered.ts";
import type { AccessSpec, TopicSpec } from "../cluster.ts";
import { type CompiledTopic, compileTopic } from "../topic-config.ts";

export interface ProviderUser {
  mechanism: "scram-sha-512" | "scram-sha-256";
  /** Its value: written to Kafka, and kept encrypted among the inputs in state. */
  password: pulumi.Input<string>;
  /** Raise it with another password. */
  rotation: number;
}

export interface KafkaProviderAdministrationArgs {
  /** What Kafka calls the administrator, such as User:admin; its rights then come first, and stay. Default: none are given to it. */
  self?: string | undefined;
  /** Brokers; the default replication of topics comes from it. */
  nodes: number;
  topics: Record<string, TopicSpec>;
  access: Record<string, AccessSpec>;
  /** What Kafka calls a principal of `access`, without "User:". Default: its key. */
  userOf?: (principal: string) => string;
  /** By name. Default: none are made. */
  users?: Record<string, ProviderUser>;
  /** Topics cannot be deleted while it is true. */
  protection: boolean;
  transform?: {
    topic?: Transform<ArgsOf<typeof Topic>>;
    acl?: Transform<ArgsOf<typeof Acl>>;
    quota?: Transform<ArgsOf<typeof Quota>>;
    user?: Transform<ArgsOf<typeof UserScramCredential>>;
  };
}

/** As the provider writes them (kafka/kafka_acls.go of terraform-provider-kafka). */
const resourceTypes: Record<AccessRule["resource"], string> = {
  topic: "Topic",
  group: "Group",
  cluster: "Cluster",
  transactionalId: "TransactionalID",
};
const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

export class KafkaProviderAdministration extends TributaryComponent {
  static readonly token = "tributary:kafka:KafkaProviderAdministration";
  readonly ready: pulumi.Resource[];
  readonly nodes: {
    self: Record<string, Acl>;
    topics: Record<string, Topic>;
    access: Record<string, Acl>;
    quotas: Record<string, Quota>;
    users: Record<string, UserScramCredential>;
  };
  readonly #args: KafkaProviderAdministrationArgs;

  constructor(name: string, args: KafkaProviderAdministrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { users: _, ...kept } = args;
    super(KafkaProviderAdministration.token, name, kept, opts);
    this.#args = args;
    const { self, access } = args;
    // The last of them would take away the right to take them away; and who administers has them for more than this stack.
    const own = self === undefined ? {} : this.#acls("self", self, ownRules, { retainOnDelete: true });
    const after = { dependsOn: Object.values(own) };
    const rights = Object.entries(access).flatMap(([key, spec]) =>
      Object.entries(this.#acls(key, `User:${this.#userOf(key)}`, compileAccess(spec), after)),
    );
    this.nodes = {
      self: own,
      topics: this.#topics(after),
      access: Object.fromEntries(rights),
      quotas: this.#quotas(after),
      users: this.#users(after),
    };
    this.ready = Object.values(this.nodes).flatMap((made) => Object.values<pulumi.Resource>(made));
    this.finish();
  }

  #topics(opts: pulumi.CustomResourceOptions): Record<string, Topic> {
    const { topics, nodes, protection, transform } = this.#args;
    if (Object.keys(topics).length === 0) return {};
    // Fewer partitions would be another topic: the provider deletes the one that is there.
    const there = getTopicsOutput({ parent: this }).apply((found) => found.lists ?? []);
    return mapValues(topics, (spec, key) => {
      const wanted = compileTopic(key, spec, nodes);
      const { topic: name, replication: replicationFactor, config } = wanted;
      const partitions = there.apply((list) => {
        const now = list.find(({ topicName }) => topicName === name);
        if (now) requireSafe(now, wanted);
        return wanted.partitions;
      });
      return this.child(
        Topic,
        `topic-${key}`,
        { name, partitions, replicationFactor, config },
        { ...opts, protect: protection, retainOnDelete: true },
        transform?.topic,
      );
    });
  }

  /** One for each operation: Kafka's own grain. Keyed by what it says, so that none depends on its place in a list. */
  #acls(key: string, principal: string, rules: AccessRule[], opts: pulumi.CustomResourceOptions): Record<string, Acl> {
    const bindings = bindingsOf(rules).map((one) => [aclKey(key, one), one] as const);
    return Object.fromEntries(
      bindings.map(([id, { resource, name, pattern, operation, host }]) => {
        const args = {
          aclPrincipal: principal,
          aclHost: host,
          aclOperation: capital(operation),
          aclPermissionType: "Allow",
          aclResourceName: name,
          aclResourceType: resourceTypes[resource as AccessRule["resource"]],
          resourcePatternTypeFilter: capital(pattern),
        };
        return [id, this.child(Acl, `access-${id}`, args, opts, this.#args.transform?.acl)];
      }),
    );
  }

  #quotas(opts: pulumi.CustomResourceOptions): Record<string, Quota> {
    const { access, transform } = this.#args;
    const limited = Object.fromEntries(Object.entries(access).filter(([, { quota }]) => quota !== undefined));
    return mapValues(limited, ({ quota = {} }, key) => {
      const { produceBytesPerSecond, consumeBytesPerSecond, requestPercent } = quota;
      const config = {
        ...(produceBytesPerSecond === undefined ? {} : { producer_byte_rate: String(produceBytesPerSecond) }),
        ...(consumeBytesPerSecond === undefined ? {} : { consumer_byte_rate: String(consumeBytesPerSecond) }),
        ...(requestPercent === undefined ? {} : { request_percentage: String(requestPercent) }),
      };
      const args = { entityType: "user", entityName: this.#userOf(key), config };
      return this.child(Quota, `quota-${key}`, args, opts, transform?.quota);
    });
  }

  #users(opts: pulumi.CustomResourceOptions): Record<string, UserScramCredential> {
    const { users = {}, transform } = this.#args;
    return mapValues(users, ({ mechanism, password, rotation }, username) => {
      const args = {
        username,
        scramMechanism: mechanism.toUpperCase(),
        scramIterations: iterationsOf(rotation),
        passwordWo: pulumi.secret(password),
        passwordWoVersion: String(rotation),
      };
      // Kafka up to 4.4.0 may lose everybody's credential when one is removed: see lockedCredential in app/src/kafka/admin/scram.ts.
      const secret = { ...opts, retainOnDelete: true, additionalSecretOutputs: ["password", "passwordWo"] };
      return this.child(UserScramCredential, `user-${username}`, args, secret, transform?.user);
    });
  }

  #userOf(principal: string): string {
    return this.#args.userOf?.(principal) ?? principal;
  }
}

/** A colon is in no name of a topic and in no key, so that two of them never read the same. */
function aclKey(key: string, { resource, pattern, operation, name }: ReturnType<typeof bindingsOf>[number]): string {
  return `${key}:${resource}-${pattern}-${operation}-${name}`;
}

interface There {
  partitions: number;
  replicationFactor: number;
}

/** @throws TributaryError TRB_DATA_PROTECTED when the provider would delete the topic that is there, or take copies of it away */
export function requireSafe(now: There, { topic, partitions, replication, allow }: CompiledTopic): void {
  if (allow.includes("shrink") || allow.includes("replace")) return;
  const [what, from, to, key, why] =
    partitions < now.partitions
      ? ["partitions", now.partitions, partitions, "shrink", "for which it would be deleted with its records"]
      : ["copies of each record", now.replicationFactor, replication, "replace", "which would take copies away"];
  if (to >= from) return;
  throw new TributaryError(
    "TRB_DATA_PROTECTED",
    `Topic ${topic} has ${from} ${what} and the settings ask for ${to}, ${why}: set it back to ${from}, or add allow: [${key}].`,
    { details: { topic, from, to } },
  );
}

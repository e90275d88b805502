/** Administration of a cluster with the application's own logins: kafkajs, and the requests that it lacks. What it returns is plain data. */
import type { Admin, AclEntry as KafkaJsAcl } from "kafkajs";
import type { KafkaConnection } from "../../connection.ts";
import type { Log } from "../../log.ts";
import { createClient } from "../client.ts";
import { type Cluster, createCluster, kafkaJsModule } from "../cluster.ts";
import type { Exchange } from "../protocol/exchange.ts";
import type { AclBinding } from "./acls.ts";
import { AnswerError } from "./errors.ts";
import {
  type Answered,
  alterQuotas,
  alterTopicConfig,
  describeQuotas,
  describeScram,
  NO_SUCH_USER,
  type Quotas,
  upsertScram,
} from "./requests.ts";
import type { ScramCredential, ScramMechanism } from "./scram.ts";

export interface TopicShape {
  partitions: number;
  /** Copies of partition 0. */
  replication: number;
}

/** Numbers of Kafka's protocol (ResourceType, AclOperation of its source). */
const resources = { topic: 2, group: 3, cluster: 4, transactionalId: 5, delegationToken: 6, user: 7 } as const;
const operations = {
  all: 2,
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
  createTokens: 13,
  describeTokens: 14,
} as const;

const ANY = 1;
const LITERAL = 3;
const PREFIXED = 4;
const DENY = 2;
const ALLOW = 3;
const TOPIC = 2;
/** Set on the topic itself. */
const OWN_CONFIG = 1;

export class ClusterAdmin {
  readonly #admin: Admin;
  readonly #cluster: Cluster;

  /** @throws ConfigError as createClient does */
  constructor(connection: KafkaConnection, log: Log) {
    const { kafka } = createClient(connection, "tributary-administer", log);
    this.#admin = kafka.admin();
    this.#cluster = createCluster(kafka);
  }

  async connect(): Promise<void> {
    await this.#admin.connect();
    await this.#cluster.connect();
    await this.#cluster.refreshMetadata();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#admin.disconnect(), this.#cluster.disconnect()]);
  }

  /** Those of the names that are there, and that this login may see. */
  async topics(names: readonly string[]): Promise<Map<string, TopicShape>> {
    const there = new Set(await this.#admin.listTopics());
    const known = names.filter((name) => there.has(name));
    if (known.length === 0) return new Map();
    const { topics } = await this.#admin.fetchTopicMetadata({ topics: known });
    return new Map(
      topics.map(({ name, partitions }) => [
        name,
        { partitions: partitions.length, replication: partitions[0]?.replicas.length ?? 0 },
      ]),
    );
  }

  /** Resolves when its partitions have leaders. One that is there already is left as it is. */
  async createTopic(topic: string, shape: TopicShape, config: Record<string, string>): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const { partitions: numPartitions, replication: replicationFactor } = shape;
    await this.#admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor, configEntries }] });
  }

  /** @param count how many there are to be in the end */
  async raisePartitions(topic: string, count: number): Promise<void> {
    await this.#admin.createPartitions({ topicPartitions: [{ topic, count }] });
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] });
  }

  /** What is set on the topic itself; what it has from the broker or by default is left out. */
  async topicConfig(topic: string): Promise<Record<string, string>> {
    const { resources: found } = await this.#admin.describeConfigs({
      resources: [{ type: TOPIC, name: topic }],
      includeSynonyms: false,
    });
    const entries = found.flatMap(({ configEntries }) => configEntries);
    const own = entries.filter((entry) => (entry as { configSource?: number }).configSource === OWN_CONFIG);
    return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue ?? ""]));
  }

  async alterTopicConfig(topic: string, change: Record<string, string | undefined>): Promise<void> {
    throwFirst(await this.#send(alterTopicConfig(topic, change)));
  }

  /** @param principal with its type, e.g. User:ingest */
  async acls(principal: string): Promise<AclBinding[]> {
    const anything = { resourceType: ANY, resourcePatternType: ANY, operation: ANY, permissionType: ANY };
    const { resources: found } = await this.#admin.describeAcls({ ...anything, principal } as never);
    return found.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map((acl) => ({
        resource: nameOf(resources, resourceType),
        name: resourceName,
        pattern: resourcePatternType === PREFIXED ? ("prefixed" as const) : ("literal" as const),
        operation: nameOf(operations, acl.operation),
        host: acl.host,
        permission: (acl.permissionType as number) === DENY ? ("deny" as const) : ("allow" as const),
      })),
    );
  }

  async addAcls(principal: string, bindings: AclBinding[]): Promise<void> {
    if (bindings.length > 0) await this.#admin.createAcls({ acl: bindings.map((one) => entryOf(principal, one)) });
  }

  async removeAcls(principal: string, bindings: AclBinding[]): Promise<void> {
    if (bindings.length > 0) await this.#admin.deleteAcls({ filters: bindings.map((one) => entryOf(principal, one)) });
  }

  /** By Kafka's names: bytes a second, and percent of a thread's time. */
  async quotas(user: string): Promise<Quotas> {
    const answer = await this.#send(describeQuotas(user));
    throwFirst([answer]);
    return answer.quotas;
  }

  async alterQuotas(user: string, change: Record<string, number | undefined>): Promise<void> {
    throwFirst(await this.#send(alterQuotas(user, change)));
  }

  /** Iterations of a user's credential; undefined when there is none. */
  async scram(user: string, mechanism: ScramMechanism): Promise<number | undefined> {
    const answer = await this.#send(describeScram(user));
    throwFirst([answer, ...answer.users.filter(({ errorCode }) => errorCode !== NO_SUCH_USER)]);
    return answer.users[0]?.iterations[mechanism];
  }

  async upsertScram(user: string, credential: ScramCredential): Promise<void> {
    throwFirst(await this.#send(upsertScram(user, credential)));
  }

  /** With ZooKeeper only the controller changes users; with KRaft each broker passes it on, and one of them is named here. */
  async #send<A>({ request, response }: Exchange<A>): Promise<A> {
    await this.#cluster.refreshMetadata();
    const broker = await this.#cluster.findControllerBroker();
    return (await broker.connectionPool.send({ request, response })) as A;
  }
}

function entryOf(principal: string, { resource, name, pattern, operation, host, permission }: AclBinding): KafkaJsAcl {
  return {
    principal,
    resourceType: resources[resource] as number,
    resourceName: name,
    resourcePatternType: pattern === "prefixed" ? PREFIXED : LITERAL,
    host,
    operation: operations[operation as keyof typeof operations] as number,
    permissionType: permission === "deny" ? DENY : ALLOW,
  };
}

function nameOf<N extends string>(table: Record<N, number>, value: number): N {
  return (Object.keys(table) as N[]).find((name) => table[name] === value) ?? ("unknown" as N);
}

/** @throws AnswerError what Kafka said, with its own reason where there is one */
function throwFirst(answers: readonly Answered[]): void {
  const failed = answers.find(({ errorCode }) => errorCode !== 0);
  if (failed === undefined) return;
  const { createErrorFromCode } = kafkaJsModule("protocol/error.js");
  const { type, message } = createErrorFromCode(failed.errorCode) as { type: string; message: string };
  throw new AnswerError(type, failed.errorMessage ?? message);
}

/**
 * Administration of a Kafka cluster: the one file that knows @platformatic/kafka. What it returns is plain data.
 * Every method throws TRB_KAFKA, one sentence with what Kafka said. Methods may run at the same time.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  Admin,
  alterUserScramCredentialsV0,
  apiVersionsV3,
  ClientQuotaEntityTypes,
  ClientQuotaMatchTypes,
  ConfigResourceTypes,
  ConfigSources,
  type Connection,
  describeAclsV3,
  describeClientQuotasV0,
  describeUserScramCredentialsV0,
  findErrorBy,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  metadataV12,
  ResourcePatternTypes,
  ResourceTypes,
  ScramMechanisms,
} from "@platformatic/kafka";
import type { AclBinding } from "../../../app/src/kafka/admin/acls.ts";
import type { ScramCredential, ScramMechanism } from "../../../app/src/kafka/admin/scram.ts";
import { TributaryError } from "../../errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { releaseOf } from "./releases.ts";

export interface ClusterDescription {
  clusterId: string;
  /** Ids of the brokers that are registered, in order. */
  brokers: number[];
}

export interface TopicDescription {
  partitions: number;
  /** Copies of partition 0. */
  replication: number;
  /** Partitions that have a leader now. */
  led: number;
  /** Partitions of which a copy is behind or away. */
  underReplicated: number;
}

export type QuotaKey = "producer_byte_rate" | "consumer_byte_rate" | "request_percentage";

export class KafkaAdmin {
  readonly #admin: Admin;
  readonly #where: string;
  /** The library joins two calls of createPartitions that run at once into the first one, whatever their topics: so one after the other. */
  #growing: Promise<unknown> = Promise.resolve();

  constructor(options: ClientOptions) {
    this.#admin = new Admin(options);
    this.#where = options.bootstrapBrokers.join(", ");
  }

  async close(): Promise<void> {
    await this.#admin.close().catch(() => {});
  }

  cluster(): Promise<ClusterDescription> {
    return this.#do("describe the cluster", async () => {
      const { id, brokers } = await this.#admin.metadata({ topics: [], forceUpdate: true });
      return { clusterId: id, brokers: [...brokers.keys()].sort((a, b) => a - b) };
    });
  }

  /** Whether each registered broker can be connected to now. */
  everyBrokerAnswers(): Promise<boolean> {
    return this.#do("answer", async () => (await this.#onEveryBroker(async () => true)).every(Boolean));
  }

  /** Waits until no copy of any partition is behind. @throws TRB_NOT_READY after `waitMs` */
  async caughtUp(waitMs: number): Promise<void> {
    const until = Date.now() + waitMs;
    const behind = () =>
      this.#do("describe its topics", async () => {
        const [connection] = (await this.#admin.connectToBrokers()).values();
        const { topics } = await metadataV12.api.async(connection!, null, false, false);
        return topics.filter(({ partitions }) => describe(partitions).underReplicated > 0).map(({ name }) => name);
      });
    for (let topics = await behind(); topics.length > 0; topics = await behind()) {
      if (Date.now() > until) {
        throw new TributaryError(
          "TRB_NOT_READY",
          `Copies of ${topics.join(", ")} at ${this.#where} are still behind after ${waitMs / 1000} s.`,
        );
      }
      await sleep(200);
    }
  }

  /** The release that answers, such as "4.4"; undefined when it does not tell. */
  release(): Promise<string | undefined> {
    return this.#do("tell its version", async () => {
      const levels = await this.#onEveryBroker(async (connection) => {
        const { supportedFeatures } = await apiVersionsV3.api.async(connection, "tributary", "1");
        return supportedFeatures?.find(({ name }) => name === "metadata.version")?.maxVersion;
      });
      // While brokers are upgraded one by one, what all of them are is what can be relied on.
      return releaseOf(
        levels.reduce(
          (least, level) => (least === undefined || level === undefined ? undefined : Math.min(least, level)),
          levels[0],
        ),
      );
    });
  }

  /** Undefined when it is not there, or may not be seen. */
  topic(topic: string): Promise<TopicDescription | undefined> {
    return this.#do(`describe topic ${topic}`, async () => {
      // Not the library's metadata(): that takes a topic which is not there for a passing state, and tries again.
      const answers = await this.#onEveryBroker(async (connection) => {
        const { topics } = await metadataV12.api.async(connection, [topic], false, false).catch((error: unknown) => {
          if (hasCode(error, 3)) return { topics: [] };
          const response = responseIn<Awaited<ReturnType<typeof metadataV12.api.async>>>(error);
          if (response) return response;
          throw error;
        });
        return topics[0]?.partitions;
      });
      if (answers.some((partitions) => partitions === undefined || partitions.length === 0)) {
        if (answers.every((partitions) => !partitions?.length)) return undefined;
        // One broker knows the topic and another does not yet.
        return { ...describe(answers.find((partitions) => partitions?.length)!), led: 0 };
      }
      const all = answers.map((partitions) => describe(partitions!));
      // The slowest broker counts: a client may ask any of them.
      return all.reduce((a, b) => (b.led < a.led || b.partitions < a.partitions ? b : a));
    });
  }

  /** Fails when it is there already. */
  /** @returns false when the controller has it already, which brokers that just started may not show yet */
  createTopic(topic: string, partitions: number, replicas: number, config: Record<string, string>): Promise<boolean> {
    return this.#do(`create topic ${topic}`, async () => {
      const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
      try {
        await this.#admin.createTopics({ topics: [topic], partitions, replicas, configs });
        return true;
      } catch (error) {
        if (hasCode(error, 36)) return false;
        throw error;
      }
    });
  }

  /** @param count how many there are to be in the end */
  raisePartitions(topic: string, count: number): Promise<void> {
    const grow = () =>
      this.#do(`raise topic ${topic} to ${count} partitions`, () =>
        this.#admin.createPartitions({ topics: [{ name: topic, count }] }),
      );
    const done = this.#growing.then(grow);
    this.#growing = done.catch(() => {});
    return done;
  }

  deleteTopic(topic: string): Promise<void> {
    return this.#do(`delete topic ${topic}`, () => this.#admin.deleteTopics({ topics: [topic] }));
  }

  /** What is set on the topic itself; what it has from the broker or by default is left out. */
  topicConfig(topic: string): Promise<Record<string, string>> {
    return this.#do(`read the configuration of topic ${topic}`, async () => {
      const [found] = await this.#admin.describeConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }],
      });
      const own = (found?.configs ?? []).filter(
        ({ configSource, value }) => configSource === ConfigSources.DYNAMIC_TOPIC_CONFIG && value !== null,
      );
      return Object.fromEntries(own.map(({ name, value }) => [name, value ?? ""]));
    });
  }

  /** @param change keys with their new value; undefined: back to the default */
  alterTopicConfig(topic: string, change: Record<string, string | undefined>): Promise<void> {
    return this.#do(`change the configuration of topic ${topic}`, async () => {
      const configs = Object.entries(change).map(([name, value]) =>
        value === undefined
          ? { name, configOperation: IncrementalAlterConfigOperationTypes.DELETE }
          : { name, configOperation: IncrementalAlterConfigOperationTypes.SET, value },
      );
      await this.#admin.incrementalAlterConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs }],
      });
    });
  }

  /** Offsets between the first and the next record, over all partitions: an upper bound, 0 only when there is none. */
  records(topic: string, partitionCount: number): Promise<bigint> {
    return this.#do(`count the records of topic ${topic}`, async () => {
      const sum = async (timestamp: bigint) => {
        const partitions = Array.from({ length: partitionCount }, (_, partitionIndex) => ({
          partitionIndex,
          timestamp,
        }));
        const [listed] = await this.#admin.listOffsets({ topics: [{ name: topic, partitions }] });
        return (listed?.partitions ?? []).reduce((total, { offset }) => total + offset, 0n);
      };
      return (await sum(ListOffsetTimestamps.LATEST)) - (await sum(ListOffsetTimestamps.EARLIEST));
    });
  }

  /** As every broker knows them: a binding counts when all do. @param principal with its type, e.g. User:ingest */
  acls(principal: string): Promise<AclBinding[][]> {
    return this.#do(`list the rights of ${principal}`, async () => {
      const filter = { ...anyAcl, principal };
      return await this.#onEveryBroker(async (connection) =>
        (await describeAclsV3.api.async(connection, filter)).resources.flatMap((resource) =>
          resource.acls.map(
            (acl): AclBinding => ({
              resource: labelOf(ResourceTypes, resource.resourceType) as AclBinding["resource"],
              name: resource.resourceName,
              pattern: resource.resourcePatternType === ResourcePatternTypes.PREFIXED ? "prefixed" : "literal",
              operation: labelOf(AclOperations, acl.operation),
              host: acl.host,
              permission: acl.permissionType === AclPermissionTypes.DENY ? "deny" : "allow",
            }),
          ),
        ),
      );
    });
  }

  addAcls(principal: string, bindings: AclBinding[]): Promise<void> {
    if (bindings.length === 0) return Promise.resolve();
    return this.#do(`give ${principal} its rights`, () =>
      this.#admin.createAcls({ creations: bindings.map((binding) => aclOf(principal, binding)) }),
    );
  }

  async removeAcls(principal: string, bindings: AclBinding[]): Promise<void> {
    if (bindings.length === 0) return;
    await this.#do(`take rights from ${principal}`, () =>
      this.#admin.deleteAcls({ filters: bindings.map((binding) => aclOf(principal, binding)) }),
    );
  }

  /** Iterations of a user's credential as each broker knows it; undefined where there is none. */
  scram(user: string, mechanism: ScramMechanism): Promise<(number | undefined)[]> {
    return this.#do(`look for user ${user}`, () =>
      this.#onEveryBroker(async (connection) => {
        const { results } = await describeUserScramCredentialsV0.api
          .async(connection, [{ name: user }])
          .catch((error: unknown) => {
            if (hasCode(error, 91)) return { results: [] };
            throw error;
          });
        return results[0]?.credentialInfos.find((info) => info.mechanism === mechanismCode(mechanism))?.iterations;
      }),
    );
  }

  upsertScram(user: string, credential: ScramCredential): Promise<void> {
    const { iterations, salt, saltedPassword } = credential;
    const upsertion = { name: user, mechanism: mechanismCode(credential.mechanism), iterations, salt, saltedPassword };
    return this.#do(`set the password of user ${user}`, () =>
      this.#onController((connection) => alterUserScramCredentialsV0.api.async(connection, [], [upsertion])),
    );
  }

  /** As each broker knows them: bytes a second, and percent of a thread's time. */
  quotas(user: string): Promise<Partial<Record<QuotaKey, number>>[]> {
    const filter = [{ entityType: ClientQuotaEntityTypes.USER, matchType: ClientQuotaMatchTypes.EXACT, match: user }];
    return this.#do(`read the quotas of user ${user}`, () =>
      this.#onEveryBroker(async (connection) => {
        const { entries } = await describeClientQuotasV0.api.async(connection, filter, true);
        return Object.fromEntries((entries?.[0]?.values ?? []).map(({ key, value }) => [key, value]));
      }),
    );
  }

  /** @param change keys with their new value; undefined: no limit any more */
  alterQuotas(user: string, change: Partial<Record<QuotaKey, number | undefined>>): Promise<void> {
    return this.#do(`set the quotas of user ${user}`, async () => {
      const ops = (Object.entries(change) as [QuotaKey, number | undefined][]).map(([key, value]) =>
        value === undefined ? { key, remove: true as const } : { key, value, remove: false as const },
      );
      await this.#admin.alterClientQuotas({
        entries: [{ entities: [{ entityType: ClientQuotaEntityTypes.USER, entityName: user }], ops }],
      });
    });
  }

  async #onEveryBroker<T>(work: (connection: Connection) => Promise<T>): Promise<T[]> {
    await this.#admin.metadata({ topics: [], forceUpdate: true });
    const connections = await this.#admin.connectToBrokers();
    return await Promise.all([...connections.values()].map(work));
  }

  /** With ZooKeeper only the controller changes users; with KRaft each broker passes it on, and names itself here. */
  async #onController(work: (connection: Connection) => Promise<unknown>): Promise<void> {
    for (let left = 5; ; left -= 1) {
      const { controllerId } = await this.#admin.metadata({ topics: [], forceUpdate: true });
      const [connection] = (await this.#admin.connectToBrokers([controllerId])).values();
      try {
        if (!connection) throw new Error("there is no controller now");
        await work(connection);
        return;
      } catch (error) {
        if (left === 0 || (connection && !hasCode(error, 41))) throw error;
        await sleep(250);
      }
    }
  }

  async #do<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TributaryError) throw error;
      throw new TributaryError("TRB_KAFKA", `Kafka at ${this.#where} did not ${what}: ${reasonOf(error)}.`, {
        details: { error: codeName(error) },
        cause: error,
      });
    }
  }
}

type Partitions = Awaited<ReturnType<typeof metadataV12.api.async>>["topics"][number]["partitions"];

function describe(partitions: Partitions): TopicDescription {
  return {
    partitions: partitions.length,
    replication: partitions[0]?.replicaNodes.length ?? 0,
    led: partitions.filter(({ leaderId, errorCode }) => leaderId >= 0 && errorCode === 0).length,
    underReplicated: partitions.filter(({ isrNodes, replicaNodes }) => isrNodes.length < replicaNodes.length).length,
  };
}

const anyAcl = {
  resourceType: ResourceTypes.ANY,
  resourceName: null,
  resourcePatternType: ResourcePatternTypes.ANY,
  host: null,
  operation: AclOperations.ANY,
  permissionType: AclPermissionTypes.ANY,
};

function aclOf(principal: string, { resource, name, pattern, operation, host, permission }: AclBinding): Acl {
  return {
    resourceType: codeOf(ResourceTypes, resource),
    resourceName: name,
    resourcePatternType: pattern === "prefixed" ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal,
    host,
    operation: codeOf(AclOperations, operation),
    permissionType: permission === "deny" ? AclPermissionTypes.DENY : AclPermissionTypes.ALLOW,
  };
}

/** DESCRIBE_CONFIGS is describeConfigs here. */
function labelOf(table: Record<string, number>, value: number): string {
  const name = Object.keys(table).find((key) => table[key] === value) ?? "UNKNOWN";
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function codeOf<T extends Record<string, number>>(table: T, name: string): T[keyof T] {
  const value = table[name.replace(/[A-Z]/g, "_$&").toUpperCase()];
  if (value === undefined) throw new TributaryError("TRB_KAFKA", `Kafka knows no "${name}" for access.`);
  return value as T[keyof T];
}

function mechanismCode(mechanism: ScramMechanism): number {
  return mechanism === "scram-sha-512" ? ScramMechanisms.SCRAM_SHA_512 : ScramMechanisms.SCRAM_SHA_256;
}

/** Whether Kafka answered with this error code, somewhere in what the library made of it. */
function hasCode(error: unknown, apiCode: number): boolean {
  return error instanceof Error && findErrorBy(error, "apiCode", apiCode) !== null;
}

/** What came with an error: a list of topics for instance, of which one has a passing problem. */
function responseIn<T>(error: unknown): T | undefined {
  return (error as { response?: T }).response;
}

interface LibraryError extends Error {
  errors?: LibraryError[];
  apiId?: string;
  serverErrorMessage?: string | null;
}

function innermost(error: LibraryError): LibraryError {
  const inner = error.errors?.at(-1) ?? (error.cause instanceof Error ? (error.cause as LibraryError) : undefined);
  return inner ? innermost(inner) : error;
}

/** What Kafka said, or else what went wrong beneath. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { serverErrorMessage, apiId, message } = innermost(error);
  const text = (serverErrorMessage || message).replace(/[.\s]+$/, "");
  return apiId ? `${text} (${apiId})` : text;
}

function codeName(error: unknown): string | undefined {
  return error instanceof Error ? innermost(error).apiId : undefined;
}

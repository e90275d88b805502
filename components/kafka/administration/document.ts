/** What there shall be on a cluster, in the words of the application's role `administer`. */
import type { SecretRef } from "../../../app/src/connection.ts";
import type { AccessRule } from "../../../app/src/kafka/admin/acls.ts";
import { compileAccess } from "../access-rules.ts";
import type { AccessSpec, TopicSpec } from "../cluster.ts";
import { type CompiledTopic, compileTopic } from "../topic-config.ts";

export interface AdministrationDocument {
  /** What Kafka calls the administrator, such as User:admin; its rights then come first, and stay. Default: none are given to it, as to a super user. */
  self?: string;
  topics?: CompiledTopic[];
  users?: ScramUser[];
  /** All that each principal may do. One that goes is given nothing first: who is not named is left as it is. */
  access?: { principal: string; rules: AccessRule[] }[];
  /** All limits of each user. */
  quotas?: ({ user: string } & NonNullable<AccessSpec["quota"]>)[];
}

export interface ScramUser {
  user: string;
  mechanism: "scram-sha-512" | "scram-sha-256";
  /** A Secret of the namespace, which is mounted. */
  password: SecretRef;
  /** Another number is another password. */
  rotation: number;
}

export interface WantedOfCluster {
  self?: string | undefined;
  /** Brokers; the default replication of topics comes from it. */
  nodes: number;
  topics: Record<string, TopicSpec>;
  access: Record<string, AccessSpec>;
  /** What Kafka calls a principal of `access`, without "User:". Default: its key. */
  userOf?: (principal: string) => string;
}

/** Plain data, so that the name of the Job which is told it is known before anything is made. */
export function administrationDocument(wanted: WantedOfCluster): AdministrationDocument {
  const { self, nodes, topics, access, userOf = (principal) => principal } = wanted;
  const entries = Object.entries(access);
  return {
    ...(self === undefined ? {} : { self }),
    topics: Object.entries(topics).map(([key, spec]) => compileTopic(key, spec, nodes)),
    access: entries.map(([key, spec]) => ({ principal: `User:${userOf(key)}`, rules: compileAccess(spec) })),
    quotas: entries.flatMap(([key, { quota }]) => (quota ? [{ user: userOf(key), ...quota }] : [])),
  };
}

/**
 * server.properties as MSK takes them.
 * Sources, looked up 2026-11-27: developer guide, msk-configuration-properties (what may be set on standard brokers, as the API refuses the rest:
 * cdk-preflight pf-msk-config-server-properties-allowed-keys) and msk-configuration-express-read-write (static configurations).
 */
import { defaultMinInsync, defaultReplication } from "../topic-config.ts";
import type { ProvisionedTier } from "./versions.ts";

/** What may be set; AWS sets the rest by itself, and refuses it here. */
const settable: Record<ProvisionedTier, ReadonlySet<string>> = {
  standard: new Set([
    "allow.everyone.if.no.acl.found",
    "auto.create.topics.enable",
    "compression.type",
    "connections.max.idle.ms",
    "default.replication.factor",
    "delete.topic.enable",
    "group.initial.rebalance.delay.ms",
    "group.max.session.timeout.ms",
    "group.min.session.timeout.ms",
    "leader.imbalance.per.broker.percentage",
    "log.cleaner.delete.retention.ms",
    "log.cleaner.min.cleanable.ratio",
    "log.cleanup.policy",
    "log.flush.interval.messages",
    "log.flush.interval.ms",
    "log.message.timestamp.difference.max.ms",
    "log.message.timestamp.type",
    "log.retention.bytes",
    "log.retention.hours",
    "log.retention.minutes",
    "log.retention.ms",
    "log.roll.ms",
    "log.segment.bytes",
    "max.incremental.fetch.session.cache.slots",
    "message.max.bytes",
    "min.insync.replicas",
    "num.io.threads",
    "num.network.threads",
    "num.partitions",
    "num.recovery.threads.per.data.dir",
    "num.replica.fetchers",
    "offsets.retention.minutes",
    "offsets.topic.replication.factor",
    "replica.fetch.max.bytes",
    "replica.fetch.response.max.bytes",
    "replica.lag.time.max.ms",
    "replica.selector.class",
    "replica.socket.receive.buffer.bytes",
    "socket.receive.buffer.bytes",
    "socket.request.max.bytes",
    "socket.send.buffer.bytes",
    "transaction.max.timeout.ms",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor",
    "transactional.id.expiration.ms",
    "unclean.leader.election.enable",
  ]),
  express: new Set([
    "allow.everyone.if.no.acl.found",
    "auto.create.topics.enable",
    "compression.type",
    "connections.max.idle.ms",
    "delete.topic.enable",
    "group.initial.rebalance.delay.ms",
    "group.max.session.timeout.ms",
    "leader.imbalance.per.broker.percentage",
    "log.cleanup.policy",
    "log.message.timestamp.after.max.ms",
    "log.message.timestamp.before.max.ms",
    "log.message.timestamp.type",
    "log.retention.bytes",
    "log.retention.ms",
    "max.connections.per.ip",
    "max.incremental.fetch.session.cache.slots",
    "message.max.bytes",
    "num.partitions",
    "offsets.retention.minutes",
    "replica.fetch.max.bytes",
    "replica.selector.class",
    "socket.receive.buffer.bytes",
    "socket.request.max.bytes",
    "socket.send.buffer.bytes",
    "transaction.max.timeout.ms",
    "transactional.id.expiration.ms",
  ]),
};

export const settableProperties = (tier: ProvisionedTier): string[] => [...settable[tier]];

/**
 * What every cluster of ours has. Without `allow.everyone.if.no.acl.found=false` who has no ACL may do everything, and neither public
 * nor multi-VPC access is given; brokers are super users, and principals of IAM are none of Kafka's (developer guide, msk-acls).
 */
export function ownProperties(tier: ProvisionedTier, nodes: number): Record<string, string> {
  const replication = defaultReplication(nodes);
  const own = {
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
    "default.replication.factor": String(replication),
    "min.insync.replicas": String(defaultMinInsync(replication)),
    "unclean.leader.election.enable": "false",
  };
  return Object.fromEntries(Object.entries(own).filter(([key]) => mayBeSet(key, tier)));
}

export function mayBeSet(key: string, tier: ProvisionedTier): boolean {
  return settable[tier].has(key);
}

/** The same text for the same settings: a new text is a new revision, and restarts the brokers. */
export function serverProperties(tier: ProvisionedTier, nodes: number, more: Record<string, string>): string {
  const all = { ...more, ...ownProperties(tier, nodes) };
  return Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/** What a connection is made of on every backend: everything but how to reach the cluster and who one is. */
import type { KafkaConnection } from "../../app/src/connection.ts";
import { TributaryError } from "../errors.ts";
import { groupPrefix, matches } from "./access-rules.ts";
import type { AccessSpec, Listener, TopicSpec } from "./cluster.ts";
import { defaultMaxMessageBytes } from "./topic-config.ts";

type OfPrincipal = Pick<KafkaConnection, "version" | "principal" | "groupPrefix" | "transactionalIdPrefix">;

export function connectionBase(principal: string, spec: AccessSpec): OfPrincipal {
  return {
    version: 1,
    principal,
    groupPrefix: groupPrefix(spec),
    ...(spec.transactionalIdPrefix === undefined ? {} : { transactionalIdPrefix: spec.transactionalIdPrefix }),
  };
}

/** bytes; what every topic takes that the principal may write to */
export function maxMessageBytes(spec: AccessSpec, topics: Record<string, TopicSpec>): number {
  const limits = Object.entries(topics)
    .filter(([key, topic]) => (spec.produce ?? []).some((pattern) => matches(pattern, topic.name ?? key)))
    .map(([, topic]) => topic.maxMessageBytes ?? defaultMaxMessageBytes);
  return limits.length === 0 ? defaultMaxMessageBytes : Math.min(...limits);
}

/** @throws TributaryError TRB_SETTINGS_INVALID when the principal is not in `access` */
export function requirePrincipal(access: Record<string, AccessSpec>, principal: string): AccessSpec {
  const spec = access[principal];
  if (spec) return spec;
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `kafka.access has no principal ${principal}; it has ${Object.keys(access).join(", ") || "none"}.`,
  );
}

/** @throws TributaryError TRB_SETTINGS_INVALID when clients with credentials of `access` cannot use the listener */
export function requireListener(via: Listener, there: Listener[]): void {
  if (there.includes(via)) return;
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `This cluster has no listener ${via} for the principals of kafka.access; there is ${there.join(", ")}.`,
  );
}

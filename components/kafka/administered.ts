/** Topics and access as resources of the provider `tributary`: what the backends that are administered by Kafka's own API share. */
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../app/src/connection.ts";
import type { MakeChild, Transform } from "../component.ts";
import { Access, type AccessInputs, Quota, type QuotaInputs, Topic, type TopicInputs } from "../local/resources.ts";
import { compileAccess } from "./access-rules.ts";
import type { AccessSpec, TopicSpec } from "./cluster.ts";
import { compileTopic } from "./topic-config.ts";

export type Args<T> = { [K in keyof T]: pulumi.Input<T[K]> };

export interface TopicTransforms {
  topic?: Transform<Args<TopicInputs>>;
  access?: Transform<Args<AccessInputs>>;
  quota?: Transform<Args<QuotaInputs>>;
}

export interface Administered {
  admin: pulumi.Input<KafkaConnection>;
  nodes: number;
  topics: Record<string, TopicSpec>;
  access: Record<string, AccessSpec>;
  /** Topics cannot be deleted while it is true. */
  protection: boolean;
  transform?: TopicTransforms;
}

export function makeTopics(
  child: MakeChild,
  args: Administered,
  opts: pulumi.CustomResourceOptions,
): Record<string, Topic> {
  return mapValues(args.topics, (spec, key) =>
    child(
      Topic,
      `topic-${key}`,
      { admin: args.admin, ...compileTopic(key, spec, args.nodes) },
      { ...opts, protect: args.protection },
      args.transform?.topic,
    ),
  );
}

/** Rights and quotas of every principal. Rights may be given before the user is there. */
export function makeAccess(
  child: MakeChild,
  args: Administered,
  opts: pulumi.CustomResourceOptions,
  userOf: (principal: string) => string = (principal) => principal,
): { access: Record<string, Access>; quotas: Record<string, Quota> } {
  const access = mapValues(args.access, (spec, key) =>
    child(
      Access,
      `access-${key}`,
      { admin: args.admin, principal: userOf(key), rules: compileAccess(spec) },
      opts,
      args.transform?.access,
    ),
  );
  const limited = Object.fromEntries(Object.entries(args.access).filter(([, spec]) => spec.quota));
  const quotas = mapValues(limited, (spec, key) =>
    child(Quota, `quota-${key}`, { admin: args.admin, user: userOf(key), ...spec.quota }, opts, args.transform?.quota),
  );
  return { access, quotas };
}

export function mapValues<V, R>(record: Record<string, V>, make: (value: V, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value, key)]));
}

/** What AWS has no API for, and so is set over Kafka's own from inside the network: topics of serverless clusters, rights, quotas. */

import { compileAccess } from "../access-rules.ts";
import type { AdministrationDocument } from "../administration/document.ts";
import type { AccessSpec, TopicSpec } from "../cluster.ts";
import { kafkaUsers, retiredUsers } from "./principals.ts";
import { compileMskTopic } from "./topic-config.ts";
import type { MskTier } from "./versions.ts";

/** Nothing at all for users that are no more; a role of AWS needs no rights first. */
export type MskAdministration = Required<Pick<AdministrationDocument, "topics" | "access" | "quotas">>;

/** @returns undefined when AWS does all of it */
export function administrationOf(
  tier: MskTier,
  topics: Record<string, TopicSpec>,
  access: Record<string, AccessSpec>,
  nodes: number,
): MskAdministration | undefined {
  const users = Object.entries(access).flatMap(([key, spec]) => kafkaUsers(key, spec).map((user) => ({ user, spec })));
  const gone = Object.entries(access).flatMap(([key, spec]) => retiredUsers(key, spec));
  const needed = {
    topics:
      tier === "serverless" ? Object.entries(topics).map(([key, spec]) => compileMskTopic(tier, key, spec, nodes)) : [],
    access: [
      ...users.map(({ user, spec }) => ({ principal: `User:${user}`, rules: compileAccess(spec) })),
      ...gone.map((user) => ({ principal: `User:${user}`, rules: [] })),
    ],
    quotas: users.flatMap(({ user, spec: { quota } }) => (quota ? [{ user, ...quota }] : [])),
  };
  return Object.values(needed).every((list) => list.length === 0) ? undefined : needed;
}

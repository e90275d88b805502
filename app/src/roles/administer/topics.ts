/** Topics: made, grown and configured in place. What would lose records is refused, all of it at once, unless `allow` names it. */
import type { TopicShape } from "../../kafka/admin/admin.ts";
import { saidBy } from "../../kafka/admin/errors.ts";
import type { AdministerConfig } from "./config.ts";
import { settled, type Task } from "./task.ts";

type Wanted = AdministerConfig["topics"][number];

/** One sentence a topic. */
export class WouldLoseRecords extends Error {}

/** @throws WouldLoseRecords before anything is changed */
export async function requireSafe({ admin }: Task, topics: readonly Wanted[]): Promise<void> {
  const there = await admin.topics(topics.map(({ topic }) => topic));
  const problems = topics.flatMap((wanted) => {
    const now = there.get(wanted.topic);
    return now && mustBeMadeAnew(now, wanted) && !mayBeMadeAnew(wanted) ? [refusal(now, wanted)] : [];
  });
  if (problems.length > 0) throw new WouldLoseRecords(problems.join("\n"));
}

export async function applyTopics(task: Task, topics: readonly Wanted[]): Promise<void> {
  const there = await task.admin.topics(topics.map(({ topic }) => topic));
  for (const wanted of topics) await apply(task, there.get(wanted.topic), wanted);
}

async function apply(task: Task, there: TopicShape | undefined, wanted: Wanted): Promise<void> {
  const { admin, changed } = task;
  const { topic, partitions } = wanted;
  if (there && mustBeMadeAnew(there, wanted)) {
    await admin.deleteTopic(topic);
    await shows(task, topic, (now) => now === undefined);
    changed(`topic ${topic} is deleted with its records, to be made anew`);
    return await apply(task, undefined, wanted);
  }
  if (there === undefined) {
    await admin.createTopic(topic, wanted, wanted.config);
    await shows(task, topic, (now) => now !== undefined);
    changed(`topic ${topic} is made with ${partitions} partitions and ${wanted.replication} copies`);
    return;
  }
  if (there.partitions < partitions) {
    await admin.raisePartitions(topic, partitions);
    await shows(task, topic, (now) => now?.partitions === partitions);
    changed(`topic ${topic} has ${partitions} partitions instead of ${there.partitions}`);
  }
  await configure(task, wanted);
}

async function configure({ admin, changed }: Task, { topic, config }: Wanted): Promise<void> {
  const now = await admin.topicConfig(topic);
  const change = Object.fromEntries(Object.entries(config).filter(([key, value]) => now[key] !== value));
  const keys = Object.keys(change);
  if (keys.length === 0) return;
  await admin.alterTopicConfig(topic, change);
  await settled(`The configuration of topic ${topic}`, async () => {
    const then = await admin.topicConfig(topic);
    return keys.every((key) => then[key] === config[key]);
  });
  changed(`topic ${topic} has ${keys.map((key) => `${key}=${config[key]}`).join(", ")}`);
}

async function shows({ admin }: Task, topic: string, is: (now: TopicShape | undefined) => boolean): Promise<void> {
  await settled(`Topic ${topic}`, async () => {
    const there = await admin.topics([topic]).catch((error: unknown) => {
      // Listed by one broker, and not known to another one yet.
      if (saidBy(error, "UNKNOWN_TOPIC_OR_PARTITION") || saidBy(error, "LEADER_NOT_AVAILABLE")) return undefined;
      throw error;
    });
    return there !== undefined && is(there.get(topic));
  });
}

/** Kafka takes no partitions away, and does not change the number of copies by this way. */
function mustBeMadeAnew(there: TopicShape, wanted: TopicShape): boolean {
  return wanted.partitions < there.partitions || wanted.replication !== there.replication;
}

function mayBeMadeAnew({ allow }: Wanted): boolean {
  return allow.includes("shrink") || allow.includes("replace");
}

function refusal(there: TopicShape, wanted: Wanted): string {
  const [what, from, to, key] =
    wanted.partitions < there.partitions
      ? ["partitions", there.partitions, wanted.partitions, "shrink"]
      : ["copies of each record", there.replication, wanted.replication, "replace"];
  return `Topic ${wanted.topic} has ${from} ${what} and ${to} are asked for, for which it would have to be deleted with its records: set it back to ${from}, or add allow: [${key}].`;
}

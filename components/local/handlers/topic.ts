/** A topic: made or adopted, grown and configured in place; what would lose records is refused unless `allow` names it. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../errors.ts";
import type { KafkaAdmin, TopicDescription } from "../kafka/admin.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import type { TopicInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";
import { settled } from "./settle.ts";

/** Milliseconds until every broker must know the topic as it was asked for. */
const settleMs = 30_000;

export const topic: Handler<TopicInputs> = {
  inputs: ["admin", "topic", "partitions", "replication", "config", "allow"],
  replaces: ["topic"],

  async guard({ folder }, olds, news) {
    if (!mustBeMadeAnew(olds, news) || mayBeMadeAnew(news)) return;
    const holds = await withAdmin(olds.admin, folder, (admin) => holdsRecords(admin, olds.topic)).catch(() => false);
    if (holds) throw refusal(olds, news);
  },

  async create({ folder }, inputs) {
    await withAdmin(inputs.admin, folder, (admin) => converge(admin, inputs, {}));
    return { id: inputs.topic, outputs: {} };
  },

  async read({ folder }, _id, state) {
    return await unlessUnreachable(state, () =>
      withAdmin(state.admin, folder, async (admin) => {
        const there = await admin.topic(state.topic);
        if (!there) return undefined;
        const actual = await admin.topicConfig(state.topic);
        const config = Object.fromEntries(
          Object.keys(state.config).flatMap((key) => (actual[key] === undefined ? [] : [[key, actual[key]]])),
        );
        return { ...state, partitions: there.partitions, replication: there.replication, config };
      }),
    );
  },

  async update({ folder }, _id, olds, news) {
    await withAdmin(news.admin, folder, (admin) => converge(admin, news, olds.config));
    return {};
  },

  async delete({ folder }, _id, state) {
    await withAdmin(state.admin, folder, async (admin) => {
      if (!(await admin.topic(state.topic))) return;
      if (!state.allow.includes("delete") && (await holdsRecords(admin, state.topic))) {
        throw new TributaryError(
          "TRB_DATA_PROTECTED",
          `Topic ${state.topic} is not deleted because it holds records: put it back into the settings, or first run up with allow: [delete] at the topic and then take it out.`,
        );
      }
      await remove(admin, state.topic);
    });
  },
};

/** @param formerConfig what was set before: a key that is not asked for any more goes back to its default */
async function converge(admin: KafkaAdmin, wanted: TopicInputs, formerConfig: Record<string, string>): Promise<void> {
  let there = await admin.topic(wanted.topic);
  if (there && mustBeMadeAnew(there, wanted)) {
    if (!mayBeMadeAnew(wanted) && (await holdsRecords(admin, wanted.topic))) throw refusal(there, wanted);
    await remove(admin, wanted.topic);
    there = undefined;
  }
  if (there) {
    if (there.partitions < wanted.partitions) await admin.raisePartitions(wanted.topic, wanted.partitions);
    await configure(admin, wanted, formerConfig);
  } else if (!(await admin.createTopic(wanted.topic, wanted.partitions, wanted.replication, wanted.config))) {
    await untilTopic(admin, wanted.topic, "is there and not shown by the brokers", (now) => now !== undefined);
    return await converge(admin, wanted, formerConfig);
  }
  await untilTopic(
    admin,
    wanted.topic,
    "has no leader for each of its partitions",
    (now) => now?.partitions === wanted.partitions && now.led === wanted.partitions,
  );
}

async function configure(
  admin: KafkaAdmin,
  { topic: name, config }: TopicInputs,
  former: Record<string, string>,
): Promise<void> {
  const actual = await admin.topicConfig(name);
  const changed = Object.entries(config).filter(([key, value]) => actual[key] !== value);
  const dropped = Object.keys(former).filter((key) => !(key in config) && key in actual);
  if (changed.length + dropped.length === 0) return;
  await admin.alterTopicConfig(
    name,
    Object.fromEntries([...changed, ...dropped.map((key): [string, undefined] => [key, undefined])]),
  );
  await settled(`The configuration of topic ${name}`, async () => {
    const now = await admin.topicConfig(name);
    return changed.every(([key, value]) => now[key] === value) && dropped.every((key) => !(key in now));
  });
}

type Shape = Pick<TopicInputs, "partitions" | "replication">;

/** Kafka can neither take partitions away nor, by this provider, change the number of copies. */
const mustBeMadeAnew = (there: Shape, wanted: Shape): boolean =>
  wanted.partitions < there.partitions || wanted.replication !== there.replication;

const mayBeMadeAnew = ({ allow }: TopicInputs): boolean => allow.includes("shrink") || allow.includes("replace");

function refusal(there: Shape, wanted: TopicInputs): TributaryError {
  const [what, from, to, key] =
    wanted.partitions < there.partitions
      ? ["partitions", there.partitions, wanted.partitions, "shrink"]
      : ["copies of each record", there.replication, wanted.replication, "replace"];
  return new TributaryError(
    "TRB_DATA_PROTECTED",
    `Topic ${wanted.topic} has ${from} ${what} and the settings ask for ${to}, which Kafka cannot do to a topic that holds records: set it back to ${from}, or add allow: [${key}] to delete the topic with its records and make it anew.`,
    { details: { topic: wanted.topic, from, to } },
  );
}

async function holdsRecords(admin: KafkaAdmin, name: string): Promise<boolean> {
  const there = await admin.topic(name);
  return there !== undefined && (await admin.records(name, there.partitions)) > 0n;
}

async function remove(admin: KafkaAdmin, name: string): Promise<void> {
  await admin.deleteTopic(name);
  await untilTopic(admin, name, "is still there after it was deleted", (now) => now === undefined);
}

/** Waits until every broker shows the topic as it shall be: clients may ask any of them. */
async function untilTopic(
  admin: KafkaAdmin,
  name: string,
  otherwise: string,
  is: (now: TopicDescription | undefined) => boolean,
): Promise<void> {
  const until = Date.now() + settleMs;
  while (!is(await admin.topic(name))) {
    if (Date.now() > until)
      throw new TributaryError("TRB_NOT_READY", `Topic ${name} ${otherwise} after ${settleMs / 1000} s.`);
    await sleep(50);
  }
}

/** What kafkajs' own send loses and repeats when leaders move, this does not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaJsModules } from "../../../src/kafka/fastpath/modules.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";
import { type Behaviour, producerOf, refuse, StubCluster, store } from "./support/stub-cluster.ts";

const { original, fast } = bothKafkaJs();
const NOT_LEADER = 6;
const TIMED_OUT = 7;
const TOO_LARGE = 10;

const stored = (cluster: StubCluster) => cluster.appended.flatMap(({ values }) => values).sort();
const timeout = (modules: KafkaJsModules) => {
  const { KafkaJSRequestTimeoutError } = modules.load("errors.js");
  return new KafkaJSRequestTimeoutError("Request Produce timed out");
};

/** Partition 1 moves from broker 2 to broker 1, which answers for partition 0 after `slowMs`. */
async function leaderMoves(modules: KafkaJsModules, slowMs: number, idempotent = false) {
  const cluster = new StubCluster(modules, { 0: 1, 1: 2 });
  cluster.nextLeaders = { 0: 1, 1: 1 };
  cluster.behaviours[1] = [
    async (request) => {
      await sleep(slowMs);
      return store(request);
    },
  ];
  cluster.behaviours[2] = [
    async (request) => {
      if (slowMs === 0) await sleep(20);
      return refuse(NOT_LEADER)(request);
    },
  ];
  const { send } = await producerOf(modules, cluster, idempotent);
  const answer = await send(["0:a", "1:b"]);
  await sleep(2 * slowMs);
  return { cluster, acknowledged: answer.map(({ partition }) => partition).sort() };
}

test("hazard A: a partition moves to a broker that already answered; kafkajs resolves and never sends it", async () => {
  const before = await leaderMoves(original, 0);
  assert.deepEqual([stored(before.cluster), before.acknowledged], [["0:a"], [0]]);
  const now = await leaderMoves(fast, 0);
  assert.deepEqual(
    [stored(now.cluster), now.acknowledged],
    [
      ["0:a", "1:b"],
      [0, 1],
    ],
  );
});

test("hazard B: a partition fails while another broker's request is under way; kafkajs writes that one twice", async () => {
  const before = await leaderMoves(original, 40);
  assert.deepEqual(stored(before.cluster), ["0:a", "0:a", "1:b"]);
  const now = await leaderMoves(fast, 40);
  assert.deepEqual(
    [stored(now.cluster), now.acknowledged],
    [
      ["0:a", "1:b"],
      [0, 1],
    ],
  );
});

test("hazard B2: the same with an idempotent producer; kafkajs gives the copy another sequence", async () => {
  const before = await leaderMoves(original, 40, true);
  const sequences = before.cluster.appended.filter(({ partition }) => partition === 0).map((one) => one.firstSequence);
  assert.deepEqual(sequences, [0, 1]);
  const now = await leaderMoves(fast, 40, true);
  assert.deepEqual(stored(now.cluster), ["0:a", "1:b"]);
});

test("what a broker acknowledged in an answer with an error for another partition is not sent again", async () => {
  for (const [modules, expected] of [
    [original, ["0:a", "0:a", "1:b"]],
    [fast, ["0:a", "1:b"]],
  ] as const) {
    const cluster = new StubCluster(modules, { 0: 1, 1: 1 });
    cluster.behaviours[1] = [
      ({ append, answer }) => {
        append([0]);
        return answer({ 1: NOT_LEADER });
      },
      store,
    ];
    const { send } = await producerOf(modules, cluster);
    const answer = await send(["0:a", "1:b"]);
    assert.deepEqual(stored(cluster), expected);
    assert.deepEqual(answer.map(({ partition, errorCode }) => [partition, errorCode]).sort(), [
      [0, 0],
      [1, 0],
    ]);
  }
});

test("hazard C: after a timeout no other send takes the sequence; kafkajs lets a second one have it", async () => {
  const run = async (modules: KafkaJsModules) => {
    const cluster = new StubCluster(modules, { 0: 1 });
    cluster.behaviours[1] = [
      async ({ append }) => {
        append();
        await sleep(10);
        throw timeout(modules);
      },
      store,
    ];
    const { send } = await producerOf(modules, cluster, true);
    await Promise.allSettled([send(["0:first"]), send(["0:second"])]);
    return cluster.appended.map(({ firstSequence, values }) => [firstSequence, ...values]);
  };
  assert.deepEqual((await run(original)).slice(0, 2), [
    [0, "0:first"],
    [0, "0:second"],
  ]);
  assert.deepEqual(await run(fast), [
    [0, "0:first"],
    [0, "0:first"],
    [1, "0:second"],
  ]);
});

test("hazard D: when a send is given up and may be stored, an idempotent producer takes no more for that partition", async () => {
  const cluster = new StubCluster(fast, { 0: 1, 1: 1 });
  cluster.behaviours[1] = [refuse(TIMED_OUT)];
  const { send } = await producerOf(fast, cluster, true);
  await assert.rejects(send(["0:a"]), { name: "KafkaJSNumberOfRetriesExceeded" });
  cluster.behaviours[1] = [store];
  await assert.rejects(send(["0:b"]), /An earlier send to t-0 failed .* Disconnect this producer/);
  await send(["1:c"]);
  assert.deepEqual(stored(cluster), ["1:c"]);
});

test("a refusal leaves the producer usable, with the same sequence", async () => {
  const cluster = new StubCluster(fast, { 0: 1 });
  cluster.behaviours[1] = [refuse(TOO_LARGE), store];
  const { send } = await producerOf(fast, cluster, true);
  await assert.rejects(send(["0:huge"]), { type: "MESSAGE_TOO_LARGE" });
  await send(["0:b", "0:c"]);
  assert.deepEqual(cluster.appended.at(-1), { partition: 0, broker: 1, firstSequence: 0, values: ["0:b", "0:c"] });
});

test("a partition without a leader in the metadata is an error; kafkajs leaves its records out and resolves", async () => {
  const before = await producerOf(original, new StubCluster(original, { 0: 1 }));
  assert.deepEqual(await before.send(["9:lost"]), []);
  const cluster = new StubCluster(fast, { 0: 1 });
  const { send } = await producerOf(fast, cluster);
  await assert.rejects(send(["9:lost"]), /does not host this topic-partition/);
  assert.ok(cluster.refreshes > 0);
});

test("an answer that does not mention a partition is no acknowledgement", async () => {
  const cluster = new StubCluster(fast, { 0: 1 });
  cluster.behaviours[1] = [() => ({ topics: [] }), store];
  const { send } = await producerOf(fast, cluster);
  assert.equal((await send(["0:a"])).length, 1);
  assert.deepEqual(stored(cluster), ["0:a"]);
});

test("hazard E: a message keeps its partition when it is sent again; kafkajs asks the partitioner anew", async () => {
  const partitions = async (modules: KafkaJsModules): Promise<number[]> => {
    const asked: number[] = [];
    const note = (next: Behaviour): Behaviour => {
      return (request) => {
        asked.push(...request.partitions);
        return next(request);
      };
    };
    const cluster = new StubCluster(modules, { 0: 1, 1: 1 });
    cluster.behaviours[1] = [note(refuse(NOT_LEADER)), note(store)];
    let turn = 0;
    const { send } = await producerOf(modules, cluster, false, () => turn++ % 2);
    await send(["a"]);
    return asked;
  };
  assert.deepEqual(await partitions(original), [0, 1]);
  assert.deepEqual(await partitions(fast), [0, 0]);
});

test("without acknowledgements nothing is waited for, and nothing repeated", async () => {
  for (const modules of [original, fast]) {
    const cluster = new StubCluster(modules, { 0: 1, 1: 2 });
    const { send } = await producerOf(modules, cluster);
    assert.deepEqual(await send(["0:a", "1:b"], 0), []);
    assert.deepEqual(stored(cluster), ["0:a", "1:b"]);
  }
});

test("when nothing fails the answer is kafkajs' own", async () => {
  const answers = [];
  for (const modules of [original, fast]) {
    const cluster = new StubCluster(modules, { 0: 1, 1: 2, 2: 1 });
    const { send } = await producerOf(modules, cluster);
    answers.push(await send(["2:a", "1:b", "0:c", "2:d"]));
  }
  assert.deepEqual(answers[1], answers[0]);
});

test("grouping keeps order, and takes a time that grows with the messages alone", () => {
  const file = "producer/groupMessagesPerPartition.js";
  const messages = Array.from({ length: 2_000 }, (_, value) => ({ value, partition: (value * 7) % 5 }));
  const args = (count: number) => ({
    topic: "t",
    partitionMetadata: [{}],
    messages: messages.slice(0, count),
    partitioner: ({ message }: any) => message.partition,
  });
  assert.deepEqual(fast.load(file)(args(2_000)), original.load(file)(args(2_000)));
  assert.deepEqual(fast.load(file)({ ...args(5), partitionMetadata: [] }), {});
  const many = { ...args(0), messages: Array.from({ length: 500_000 }, () => ({ partition: 0 })) };
  const began = performance.now();
  fast.load(file)(many);
  assert.ok(performance.now() - began < 1_000);
});

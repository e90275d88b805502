/** Requests to the transaction coordinator are repeated when it definitely refused them; otherwise only the end of a transaction is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KafkaJsModules } from "../../../src/kafka/fastpath/modules.ts";
import { Sequences } from "../../../src/kafka/fastpath/send/sequences.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";
import { silentLogger } from "./support/stub-cluster.ts";

const { original, fast } = bothKafkaJs();
const CONCURRENT_TRANSACTIONS = 51;
const COORDINATOR_LOADING = 14;
const NOT_COORDINATOR = 16;
const INVALID_PRODUCER_EPOCH = 47;
const UNKNOWN_SERVER_ERROR = -1;

type Failure = number | Error;

/** A coordinator that fails its methods as told, each failure once, and notes what it was asked. */
function coordinated(modules: KafkaJsModules, failures: Record<string, Failure[]>, transactionTimeout = 60_000) {
  const { createErrorFromCode } = modules.load("protocol/error.js");
  const asked: string[] = [];
  const method =
    (node: number, name: string, result: object = {}) =>
    async (): Promise<object> => {
      asked.push(`${name}@${node}`);
      const failure = failures[name]?.shift();
      if (failure !== undefined) throw typeof failure === "number" ? createErrorFromCode(failure) : failure;
      return result;
    };
  let found = 0;
  let queries = 0;
  const cluster = {
    retry: { retries: 2, initialRetryTime: 300, maxRetryTime: 300, factor: 0, multiplier: 1 },
    refreshMetadataIfNecessary: async () => {},
    findGroupCoordinator: async ({ coordinatorType }: { coordinatorType: number }) => {
      const node = coordinatorType === 1 ? ++found : 100;
      queries += 1;
      const failure = coordinatorType === 1 && asked.includes("endTxn@1") ? failures["find"]?.shift() : undefined;
      if (failure !== undefined) throw failure;
      return {
        nodeId: node,
        isConnected: () => true,
        initProducerId: method(node, "initProducerId", { producerId: "7", producerEpoch: 1 }),
        addPartitionsToTxn: method(node, "addPartitionsToTxn"),
        addOffsetsToTxn: method(node, "addOffsetsToTxn"),
        txnOffsetCommit: method(node, "txnOffsetCommit"),
        endTxn: method(node, "endTxn"),
      };
    },
  };
  const eosManager = modules.load("producer/eosManager/index.js")({
    logger: silentLogger,
    cluster,
    transactional: true,
    transactionalId: "tx",
    transactionTimeout,
  });
  return { eosManager, asked, queries: () => queries };
}

async function transaction(eosManager: any): Promise<void> {
  await eosManager.initProducerId();
  eosManager.beginTransaction();
  await eosManager.addPartitionsToTransaction([{ topic: "t", partitions: [{ partition: 0 }] }]);
  await eosManager.sendOffsets({ consumerGroupId: "g", topics: [{ topic: "t", partitions: [] }] });
  await eosManager.commit();
}

const requests = ["initProducerId", "addPartitionsToTxn", "addOffsetsToTxn", "endTxn"];
const count = (asked: string[], name: string): number => asked.filter((entry) => entry.startsWith(`${name}@`)).length;

test("hazard G: a coordinator that is not ready is asked again after 20 ms and a little more; kafkajs gives up or waits long", async () => {
  for (const name of requests) {
    const { eosManager, asked } = coordinated(fast, { [name]: [CONCURRENT_TRANSACTIONS, COORDINATOR_LOADING] });
    const began = performance.now();
    await transaction(eosManager);
    const took = performance.now() - began;
    assert.equal(count(asked, name), 3);
    assert.ok(took >= 40 && took < 250, `${name}: ${took} ms`);
  }
  const before = coordinated(original, { endTxn: [CONCURRENT_TRANSACTIONS] });
  await assert.rejects(transaction(before.eosManager), { type: "CONCURRENT_TRANSACTIONS" });
});

test("a coordinator that moved is looked for", async () => {
  for (const name of requests) {
    const { eosManager, asked } = coordinated(fast, { [name]: [NOT_COORDINATOR] });
    await transaction(eosManager);
    const nodes = asked.filter((entry) => entry.startsWith(`${name}@`)).map((entry) => Number(entry.split("@")[1]));
    assert.equal(nodes.length, 2);
    assert.ok(nodes[1]! > nodes[0]!, String(nodes));
  }
});

test("coordinators are looked for once, where kafkajs does before each request; anew after a failure", async () => {
  const { eosManager, queries } = coordinated(fast, {});
  await transaction(eosManager);
  await transaction(eosManager);
  assert.equal(queries(), 2);
  const before = coordinated(original, {});
  await transaction(before.eosManager);
  assert.equal(before.queries(), 5);
  const moved = coordinated(fast, { txnOffsetCommit: [NOT_COORDINATOR] });
  await assert.rejects(transaction(moved.eosManager));
  await moved.eosManager.abort();
  await transaction(moved.eosManager);
  assert.equal(moved.queries(), 3);
});

const { KafkaJSRequestTimeoutError, KafkaJSConnectionClosedError, KafkaJSConnectionError, KafkaJSBrokerNotFound } =
  fast.load("errors.js");
const lost = (): Error[] => [
  new KafkaJSRequestTimeoutError("Request timed out"),
  new KafkaJSConnectionClosedError("Closed connection"),
  new KafkaJSConnectionError("Connection error"),
];

test("hazard F: nothing is repeated after a timeout, a lost connection, or an answer that another attempt cannot mend", async () => {
  for (const name of ["addPartitionsToTxn", "addOffsetsToTxn"]) {
    for (const failure of [...lost(), INVALID_PRODUCER_EPOCH]) {
      const { eosManager, asked } = coordinated(fast, { [name]: [failure] });
      await assert.rejects(transaction(eosManager));
      assert.equal(count(asked, name), 1);
    }
  }
});

test("a commit is asked for until its outcome is known; then the producer initialises anew, as a copy may be on its way", async () => {
  const unclear: Failure[] = [...lost(), UNKNOWN_SERVER_ERROR, COORDINATOR_LOADING];
  const { eosManager, asked } = coordinated(fast, { endTxn: unclear, find: [new KafkaJSBrokerNotFound("gone")] });
  await transaction(eosManager);
  assert.equal(count(asked, "endTxn"), 6);
  assert.equal(asked.at(-1)?.split("@")[0], "initProducerId");
  await transaction(eosManager);
  assert.equal(count(asked, "endTxn"), 7);
  assert.equal(asked.at(-1)?.split("@")[0], "endTxn");
  const before = coordinated(original, { endTxn: lost() });
  await assert.rejects(transaction(before.eosManager));
});

test("that a commit was refused is known: nothing more is asked for", async () => {
  for (const failures of [[INVALID_PRODUCER_EPOCH], [...lost(), INVALID_PRODUCER_EPOCH], [new TypeError("ours")]]) {
    const { eosManager, asked } = coordinated(fast, { endTxn: [...failures] });
    await assert.rejects(transaction(eosManager));
    assert.equal(count(asked, "endTxn"), failures.length);
    assert.equal(count(asked, "initProducerId"), 1);
  }
});

test("a coordinator that never gets ready is not asked for longer than a transaction may take", async () => {
  const { eosManager } = coordinated(fast, { endTxn: new Array(1_000).fill(CONCURRENT_TRANSACTIONS) }, 150);
  const began = performance.now();
  await assert.rejects(transaction(eosManager), { type: "CONCURRENT_TRANSACTIONS" });
  assert.ok(performance.now() - began < 600);
});

test("sequences go round after 2^31 - 1, back and forth, and begin anew with a new producer id", async () => {
  const sequences = new Sequences();
  sequences.move("t", 0, 2 ** 31 - 3);
  sequences.move("t", 0, 5);
  assert.equal(sequences.get("t", 0), 2);
  sequences.move("t", 0, -5);
  assert.equal(sequences.get("t", 0), 2 ** 31 - 3);
  sequences.move("t", 0, 2);
  assert.equal(sequences.get("t", 0), 2 ** 31 - 1);
  assert.deepEqual([sequences.get("t", 1), sequences.get("u", 0)], [0, 0]);

  const { eosManager } = coordinated(fast, {});
  eosManager.updateSequence("t", 0, 5);
  assert.equal(eosManager.getSequence("t", 0), 0, "a producer without an id has no sequence");
  await eosManager.initProducerId();
  eosManager.updateSequence("t", 0, 5);
  assert.equal(eosManager.getSequence("t", 0), 5);
  await eosManager.initProducerId();
  assert.equal(eosManager.getSequence("t", 0), 0);
});

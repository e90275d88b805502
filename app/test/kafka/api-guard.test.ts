/** Servers that answer ApiVersions: every one is asked, what cannot be asked is no finding, and what is too new ends the process. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { AppConfigInput } from "../../src/config.ts";
import { IncompatibleBrokerError } from "../../src/errors.ts";
import { type CommonRange, type GuardOptions, guardApiVersions } from "../../src/kafka/api-guard.ts";
import { startApp } from "../integration/processes.ts";
import { ranges, StubBroker } from "../support/stub-broker.ts";

const FIRST = 25_620;
const folder = mkdtempSync(join(tmpdir(), "app-guard-"));
const stubs = new Set<StubBroker>();
after(async () => {
  for (const stub of stubs) await stub.stop();
  rmSync(folder, { recursive: true });
});

async function stub(nth: number, answer: Parameters<typeof StubBroker.start>[1]): Promise<StubBroker> {
  const started = await StubBroker.start(FIRST + nth, answer);
  stubs.add(started);
  return started;
}
async function stop(started: StubBroker): Promise<void> {
  stubs.delete(started);
  await started.stop();
}

const guard = (nths: number[], more: Partial<GuardOptions> = {}): Promise<void> =>
  guardApiVersions({
    connection: { bootstrapServers: nths.map((nth) => `127.0.0.1:${FIRST + nth}`), protocol: "PLAINTEXT" },
    uses: { consumes: true, transactions: false },
    openSocket: (host, port, onConnect) => connect({ host, port }, onConnect),
    log: pino({ enabled: false }),
    pauseMs: 20,
    ...more,
  });

test("all servers suit: it resolves, and tells the versions that they have in common", async () => {
  const [one, two] = [
    await stub(0, ranges({ Fetch: { min: 4, max: 18 } })),
    await stub(1, ranges({ Fetch: { min: 2, max: 9 } })),
  ];
  const found: CommonRange[] = [];
  await guard([0, 1], { onRange: (range) => found.push(range) });
  assert.deepEqual([one.asked, two.asked], [1, 1]);
  assert.deepEqual(
    found.findLast(({ api }) => api === "Fetch"),
    { api: "Fetch", min: 4, max: 9, used: 9 },
  );
  assert.deepEqual(
    found.findLast(({ api }) => api === "Produce"),
    { api: "Produce", min: 0, max: 11, used: 7 },
  );
  await stop(one);
  await stop(two);
});

test("the second of two servers is too new: one sentence with server, API, versions and what to do", async () => {
  const [good, bad] = [await stub(0, ranges()), await stub(1, ranges({ JoinGroup: { min: 6, max: 9 } }))];
  await assert.rejects(guard([0, 1]), (error) => {
    assert.ok(error instanceof IncompatibleBrokerError);
    assert.equal(
      error.message,
      "The broker at 127.0.0.1:25621 speaks JoinGroup from version 6 on (this application up to 5): use brokers that speak versions of both, or another release of this application.",
    );
    return true;
  });
  await guard([0, 1], { uses: { consumes: false, transactions: false } });
  await stop(good);
  await stop(bad);
});

test("transactions are looked at when they are used", async () => {
  const broker = await stub(0, ranges({ AddPartitionsToTxn: { min: 4, max: 5 } }));
  await guard([0]);
  await assert.rejects(
    guard([0], { uses: { consumes: true, transactions: true } }),
    /AddPartitionsToTxn from version 4/,
  );
  await stop(broker);
});

test("what cannot be asked is no finding, and is asked again", { timeout: 20_000 }, async () => {
  const noKafka = await stub(0, Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const silent = await stub(1, undefined);
  const outcome: { error?: unknown; resolved?: true } = {};
  void guard([0, 1, 2]).then(
    () => {
      outcome.resolved = true;
    },
    (error: unknown) => {
      outcome.error = error;
    },
  );
  await sleep(400);
  assert.deepEqual(outcome, {});
  assert.ok(noKafka.asked > 1, "asked again");
  assert.equal(silent.asked, 1, "it may still answer");
  await stop(noKafka);
  await stop(silent);
  const newer = ranges({ Produce: { min: 9, max: 9 } });
  const late = [await stub(0, ranges()), await stub(1, ranges()), await stub(2, newer)];
  for (let waited = 0; outcome.error === undefined && waited < 10_000; waited += 50) await sleep(50);
  assert.match(String(outcome.error), /^IncompatibleBrokerError: The broker at 127\.0\.0\.1:25622 speaks Produce from/);
  for (const one of late) await stop(one);
});

test("the process ends with status 5 and the sentence, in every role", { timeout: 60_000 }, async () => {
  await stub(0, ranges({ Metadata: { min: 8, max: 13 }, EndTxn: { min: 2, max: 5 } }));
  const common = (instance: string, port: number) => ({
    version: 1 as const,
    instance,
    ops: { port },
    connection: {
      version: 1 as const,
      bootstrapServers: [`127.0.0.1:${FIRST}`],
      protocol: "PLAINTEXT" as const,
      auth: { mechanism: "none" as const },
      limits: { maxMessageBytes: 1_048_576, compression: ["none" as const] },
      principal: "test",
      groupPrefix: "",
    },
  });
  const ingest: AppConfigInput = {
    role: "ingest",
    ...common("ingest", 25_631),
    topic: "t",
    http: { port: 25_632, tokens: [] },
  };
  const cases: [AppConfigInput, string[], RegExp][] = [
    [ingest, [], /^The broker at 127\.0\.0\.1:25620 speaks Metadata from version 8 on \(this application up to 6\): /],
    [{ ...ingest, instance: "file" }, ["ingest-file"], /speaks Metadata from/],
    [{ role: "generator", ...common("generator", 25_633), topic: "t" }, [], /speaks Metadata from/],
    [
      {
        role: "processor",
        ...common("processor", 25_634),
        topics: { input: "a", output: "b", deadLetter: "c" },
        group: "g",
        semantics: "exactly-once",
      },
      [],
      /speaks Metadata from .*, EndTxn from version 2 on \(this application up to 1\): /,
    ],
  ];
  for (const [config, args, expected] of cases) {
    const app = startApp(folder, config, args);
    const [code] = await once(app.child, "close");
    assert.equal(code, 5, app.output());
    const lines = app.output().trim().split("\n");
    const words = lines.filter((line) => !line.startsWith("{"));
    assert.equal(words.length, 1, app.output());
    assert.match(words[0]!, expected);
  }
});

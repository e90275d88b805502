/** One cell of the matrix: ingest and processor as processes on a broker, from the first event to the verdict. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AppConfigInput } from "../../../app/src/config.ts";
import { type Running, ready, startApp, until } from "../../../app/test/integration/processes.ts";
import { createTopics, readAll, type Seen } from "../../../app/test/integration/reader.ts";
import { assertDeadLetters, badRecords, writeBadRecords } from "../../faults/support/bad-records.ts";
import { judge } from "../../faults/support/oracle.ts";
import { countIds } from "../../support/events.ts";
import type { LoginBroker } from "./broker.ts";
import { type Cell, nameOf } from "./cells.ts";
import { askGuard } from "./guard.ts";
import { sendMixed } from "./mixed.ts";
import type { Row } from "./row.ts";

const PARTITIONS = 3;
const REQUESTS = 8;

/**
 * Good and bad events by HTTP, and every kind of bad ones written to the topic beside ingest; each is accounted for.
 * @param port the first of three that its processes use
 */
export async function runCell(broker: LoginBroker, cell: Cell, port: number): Promise<Row> {
  const began = performance.now();
  const name = nameOf(cell);
  const { release, login, semantics } = cell;
  const connection = broker.connections[login];
  const topics = { input: `${name}-in`, output: `${name}-out`, deadLetter: `${name}-dead` };
  const read = () => Promise.all(Object.values(topics).map((topic) => readAll(broker.address, topic)));
  const common = (instance: string, index: number) => ({
    version: 1 as const,
    instance: `${instance}-${name}`,
    ops: { port: port + index },
    connection,
  });
  const apis = await askGuard(connection);
  writeFileSync(join(broker.folder, "token"), "sesame\n");
  await createTopics(broker.address, Object.values(topics), PARTITIONS);
  const running: Running[] = [];
  const start = async (config: AppConfigInput): Promise<void> => {
    const app = startApp(broker.folder, config);
    running.push(app);
    await until(`${config.instance} is ready`, 40, () => ready(config.ops.port)).catch((error: Error) => {
      throw new Error(`${error.message}\n${app.output()}`);
    });
  };
  try {
    await start({ role: "processor", ...common("processor", 1), topics, group: `${name}-group`, semantics });
    const http = { port, tokens: [{ store: "file" as const, name: "token" }] };
    await start({ role: "ingest", ...common("ingest", 2), topic: topics.input, http });
    const ids = await sendMixed(port, name, REQUESTS);
    await writeBadRecords([broker.address], topics.input);
    const verdict = async () => {
      const [input, output, dead] = await read();
      const evidence = { acked: ids, idOf: deviceOf, name: topics.input, input: input!, output: output!, dead: dead! };
      return { ...judge(evidence), output: output!, dead: dead! };
    };
    await until("a result of every record", 60, async () => (await verdict()).lost.length === 0).catch(() => undefined);
    for (const app of running) {
      const { code } = await app.end("SIGTERM");
      assert.equal(code, 0, app.output());
    }

    // Whatever came until the last moment counts.
    const { lost, foreign, duplicated, disordered, output, dead, ...counts } = await verdict();
    assert.deepEqual(lost.slice(0, 10), [], `${lost.length} events are lost (C1)`);
    assert.deepEqual(foreign, [], "results of what is not in the source");
    assert.deepEqual(disordered, [], "keys out of order (C4)");
    if (semantics === "exactly-once") assert.equal(duplicated, 0, "results twice (C3)");
    assert.equal(counts.in, ids.length + 2 * badRecords.length);
    assert.equal(output.length + dead.length - duplicated, counts.in);
    // The end of each transaction takes an offset.
    assert.equal(
      isDense(output),
      semantics === "at-least-once",
      "written in transactions, or not, as the setting says",
    );
    const processed = countIds(output.map(({ value }) => value));
    assert.deepEqual(
      ids.filter((id) => !processed.has(id)),
      [],
      "accepted events that are not in the output",
    );
    assertDeadLetters(dead, false);
    const seconds = Math.round((performance.now() - began) / 1_000);
    const lengths = { in: counts.in, out: output.length, dead: dead.length, lost: lost.length, duplicated };
    return { broker: release, login, semantics, ...lengths, seconds, apis };
  } finally {
    for (const app of running) await app.end("SIGKILL");
  }
}

/** Of a good event; undefined: it is none. */
function deviceOf({ value }: Seen): string | undefined {
  try {
    return JSON.parse(String(value)).device_id;
  } catch {
    return undefined;
  }
}

/** No offset without a record before the last one of each partition. */
function isDense(records: readonly Seen[]): boolean {
  const counts = new Map<number, bigint>();
  return records.every(({ partition, offset }) => {
    const count = counts.get(partition) ?? 0n;
    counts.set(partition, count + 1n);
    return offset === count;
  });
}

/** R11: every kind of bad event among good ones; each is in the dead letters with its reason, key and bytes, and nothing stops. */
import assert from "node:assert/strict";
import { Producer } from "@platformatic/kafka";
import { good } from "../../../app/test/support/events.ts";
import { badEvents, framedEvents } from "./bad-events.ts";
import type { Cluster } from "./cluster.ts";
import type { Row } from "./fault.ts";
import { Scene } from "./scene.ts";

/** @param port the first of six that its processes use */
export async function runPoison(cluster: Cluster, port: number): Promise<Row> {
  const scene = new Scene(cluster, "r11", port);
  const bad = [...badEvents, ...framedEvents];
  try {
    await scene.prepare(1);
    await write(cluster, scene.topics.input, bad);
    const { lost, in: read, out, dead, duplicated } = await scene.verdict();
    assert.deepEqual([read, out, dead], [bad.length * 2, bad.length, bad.length]);
    const { code, output } = await scene.end("processor-0", "SIGTERM");
    assert.equal(code, 0, output);
    const letters = new Map((await scene.deadLetters()).map((letter) => [letter.key, letter]));
    for (const { kind, value, ...rest } of bad) {
      const letter = letters.get(kind);
      assert.ok(letter, `${kind}: no dead letter has its key`);
      // This reader tells a tombstone and an empty value apart no more than their lengths do.
      assert.deepEqual(letter.value ?? Buffer.alloc(0), value ?? Buffer.alloc(0), `${kind}: its bytes were changed`);
      const reason = letter.headers["dead-letter-reason"];
      if ("reason" in rest) assert.equal(reason, rest.reason, kind);
      else assert.match(reason ?? "", /^[a-z_0-9]+$/, kind);
    }
    const counts = { in: read, out, dead, lost: lost.length, duplicated };
    const name = `${bad.length} kinds of bad events, a good one after each`;
    return { id: "R11", name, semantics: "at-least-once", rounds: 1, ...counts };
  } finally {
    await scene.dispose();
  }
}

async function write(cluster: Cluster, topic: string, bad: { kind: string; value: Buffer | undefined }[]) {
  const producer = new Producer({ clientId: "poison", bootstrapBrokers: cluster.bootstrap, acks: -1 });
  try {
    for (const [index, { kind, value }] of bad.entries()) {
      const key = Buffer.from(kind);
      const event = Buffer.from(JSON.stringify(good(String(index))));
      await producer.send({
        messages: [
          { topic, key, ...(value === undefined ? {} : { value }) },
          { topic, key, value: event },
        ],
      });
    }
  } finally {
    await producer.close();
  }
}

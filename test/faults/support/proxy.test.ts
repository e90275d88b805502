/** Each of the proxy's faults is seen by who asks through it, and counted where nobody could see it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { ask } from "./ask.ts";
import { FaultProxy } from "./proxy.ts";

const PORTS = { broker: 25_582, proxy: 25_583 };

test("what a fault does to a client is seen by asking", async () => {
  const broker = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => socket.write("answer"));
  }).listen(PORTS.broker, "127.0.0.1");
  await once(broker, "listening");
  const proxy = await FaultProxy.start(PORTS.proxy, PORTS.broker);
  const asked = async (begin: () => void) => {
    begin();
    const answer = await ask(proxy.port);
    proxy.heal();
    return answer;
  };
  try {
    const swift = await asked(() => {});
    assert.ok(typeof swift === "number" && swift < 300, String(swift));
    const slow = await asked(() => proxy.delay(200));
    assert.ok(typeof slow === "number" && slow > 390, String(slow));
    assert.equal(await asked(() => proxy.halfOpen(true)), "silent");
    assert.equal(await asked(() => proxy.partition(true)), "closed");
    assert.deepEqual([proxy.dropped, proxy.broken], [0, 0]);
    assert.equal(await asked(() => proxy.dropResponses(true)), "silent");
    assert.equal(await asked(() => proxy.lose(1)), "closed");
    assert.deepEqual([proxy.dropped, proxy.broken], [1, 1]);
    proxy.dropResponses(true);
    proxy.lose(0);
    assert.deepEqual([proxy.dropped, proxy.broken], [0, 0]);
  } finally {
    await proxy.close();
    broker.close();
  }
});

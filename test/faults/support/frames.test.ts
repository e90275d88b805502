/** Requests are cut out of whatever pieces they come in, and a held one is passed over while others go on. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { apiKeyOf, END_TXN, Frames } from "./frames.ts";
import { FaultProxy } from "./proxy.ts";

const PORTS = { broker: 25_580, proxy: 25_581 };

function request(apiKey: number, length: number): Buffer {
  const frame = Buffer.alloc(4 + length, apiKey);
  frame.writeInt32BE(length, 0);
  frame.writeInt16BE(apiKey, 4);
  return frame;
}

test("requests come out whole, however they are cut", () => {
  const sent = [request(0, 40), request(END_TXN, 10), request(3, 2)];
  const bytes = Buffer.concat(sent);
  for (const size of [1, 3, 7, 50, bytes.length]) {
    const frames = new Frames();
    const found: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) found.push(...frames.push(bytes.subarray(at, at + size)));
    assert.deepEqual(found, sent, `pieces of ${size} bytes`);
  }
  assert.deepEqual(sent.map(apiKeyOf), [0, END_TXN, 3]);
});

test("a held request arrives late, on a connection of its own, although its client has gone", async () => {
  const received: { frame: Buffer; from: Socket }[] = [];
  const broker = createServer((socket) => {
    const frames = new Frames();
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      for (const frame of frames.push(chunk)) received.push({ frame, from: socket });
      socket.write("answer");
    });
  }).listen(PORTS.broker, "127.0.0.1");
  await once(broker, "listening");
  const proxy = await FaultProxy.start(PORTS.proxy, PORTS.broker);
  try {
    proxy.hold(END_TXN, 300);
    const client = createConnection({ host: "127.0.0.1", port: PORTS.proxy });
    client.write(Buffer.concat([request(END_TXN, 10), request(0, 12)]));
    await once(client, "data");
    assert.deepEqual(
      received.map(({ frame }) => apiKeyOf(frame)),
      [0],
    );
    assert.equal(proxy.held, 1);
    client.destroy();
    await sleep(600);
    assert.deepEqual(
      received.map(({ frame }) => apiKeyOf(frame)),
      [0, END_TXN],
    );
    assert.notEqual(received[0]!.from, received[1]!.from);
  } finally {
    await proxy.close();
    broker.close();
  }
});

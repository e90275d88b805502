/** Requests are cut out of whatever pieces they come in, and a held one is passed over while others go on. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { apiKeyOf, clientIdOf, END_TXN, Frames, PRODUCE } from "./frames.ts";
import { FaultProxy } from "./proxy.ts";

const PORTS = { broker: 25_580, proxy: 25_581 };

function request(apiKey: number, length: number, client = ""): Buffer {
  const frame = Buffer.alloc(14 + client.length + length, apiKey);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt16BE(apiKey, 4);
  frame.writeInt16BE(client.length, 12);
  frame.write(client, 14);
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
  assert.deepEqual([request(0, 5, "ingest"), request(0, 5)].map(clientIdOf), ["ingest", ""]);
});

/** What a broker behind a proxy has received. */
interface Received {
  frame: Buffer;
  from: Socket;
}

async function withProxy(work: (proxy: FaultProxy, received: Received[]) => Promise<void>): Promise<void> {
  const received: Received[] = [];
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
    await work(proxy, received);
  } finally {
    await proxy.close();
    broker.close();
  }
}

test("a held request arrives late, on a connection of its own, although its client has gone", async () => {
  await withProxy(async (proxy, received) => {
    const keys = () => received.map(({ frame }) => apiKeyOf(frame));
    const hold = proxy.hold({ apiKey: END_TXN, ms: 300 });
    const client = createConnection({ host: "127.0.0.1", port: PORTS.proxy });
    client.write(Buffer.concat([request(END_TXN, 10), request(0, 12)]));
    await once(client, "data");
    assert.deepEqual(keys(), [0]);
    assert.equal(hold.count, 1);
    client.destroy();
    await sleep(600);
    assert.deepEqual(keys(), [0, END_TXN]);
    assert.notEqual(received[0]!.from, received[1]!.from);
  });
});

test("of one client's requests only those are held, and until its hold lets go", async () => {
  await withProxy(async (proxy, received) => {
    const clients = () => received.map(({ frame }) => clientIdOf(frame));
    const holds = ["one", "two"].map((client) => proxy.hold({ apiKey: PRODUCE, ms: 300, client }));
    const client = createConnection({ host: "127.0.0.1", port: PORTS.proxy });
    client.write(Buffer.concat(["one-0", "other"].map((name) => request(PRODUCE, 10, name))));
    await once(client, "data");
    assert.deepEqual([clients(), holds.map(({ count }) => count)], [["other"], [1, 0]]);
    holds[0]!.letGo();
    client.write(Buffer.concat(["one-0", "two-0"].map((name) => request(PRODUCE, 10, name))));
    await sleep(600);
    assert.deepEqual(
      [clients().sort(), holds.map(({ count }) => count)],
      [
        ["one-0", "one-0", "other", "two-0"],
        [1, 1],
      ],
    );
    client.destroy();
  });
});

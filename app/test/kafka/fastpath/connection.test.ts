/** One socket at a time, made once and begun with nothing, where kafkajs' own connection is broken for ever after. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaJsModules } from "../../../src/kafka/fastpath/modules.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";
import { silentLogger } from "./support/stub-cluster.ts";

const { original, fast } = bothKafkaJs();
const TIMEOUT_MS = 400;

interface Request {
  /** The number of the connection that it came by, from 0. */
  connection: number;
  socket: Socket;
  answer: Buffer;
}
type Broker = (request: Request) => void;

const opened: { server: Server; sockets: Socket[] }[] = [];
afterEach(() => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A connection of kafkajs to a broker of ours. */
async function connectionTo(modules: KafkaJsModules, broker: Broker) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => broker({ connection, socket, answer: answerTo(bytes) }));
  }).listen(0, "127.0.0.1");
  opened.push({ server, sockets });
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const Connection = modules.load("network/connection.js");
  const connection = new Connection({
    host: "127.0.0.1",
    port,
    logger: silentLogger,
    requestTimeout: TIMEOUT_MS,
    connectionTimeout: 1_000,
    socketFactory: modules.load("network/socketFactory.js")(),
  });
  return { connection, sockets, server, ask: () => ask(modules, connection) };
}

/** Length, the request's number, and a word. */
function answerTo(request: Buffer): Buffer {
  const answer = Buffer.alloc(12);
  answer.writeInt32BE(8);
  request.copy(answer, 4, 8, 12);
  answer.write("good", 8);
  return answer;
}

async function ask(modules: KafkaJsModules, connection: any): Promise<string> {
  const Encoder = modules.load("protocol/encoder.js");
  return connection.send({
    request: { apiKey: 3, apiVersion: 0, apiName: "Test", encode: async () => new Encoder() },
    response: { decode: async (bytes: Buffer) => bytes, parse: async (bytes: Buffer) => String(bytes) },
  });
}

const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: Error) => error.name);

test("two who connect at once share a socket; kafkajs makes two, and one that is closed takes the other with it", async () => {
  const numbers = await Promise.all(
    [fast, original].map(async (modules) => {
      const { connection, sockets } = await connectionTo(modules, () => undefined);
      await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
      await sleep(20);
      await connection.disconnect();
      return sockets.length;
    }),
  );
  assert.deepEqual(numbers, [1, 3]);
});

test("half an answer of a socket that was lost is forgotten; kafkajs cuts all answers of the next one at the wrong place", async () => {
  const broker: Broker = ({ connection, socket, answer }) => {
    if (connection > 0) return void socket.write(answer);
    socket.write(answer.subarray(0, 6), () => setTimeout(() => socket.destroy(), 20));
  };
  for (const [modules, expected] of [
    [fast, ["good", "good"]],
    [original, ["KafkaJSRequestTimeoutError", "KafkaJSRequestTimeoutError"]],
  ] as const) {
    const { connection, ask } = await connectionTo(modules, broker);
    await connection.connect();
    assert.equal(await outcome(ask()), "KafkaJSConnectionClosedError");
    await connection.connect();
    assert.deepEqual([await outcome(ask()), await outcome(ask())], expected);
    await connection.disconnect();
  }
});

test("the last event of a socket that was ended leaves the next one alone; kafkajs closes that, too", async () => {
  for (const [modules, expected] of [
    [fast, "good"],
    [original, "KafkaJSConnectionError"],
  ] as const) {
    const { connection, ask } = await connectionTo(modules, ({ socket, answer }) => socket.write(answer));
    await connection.connect();
    await connection.disconnect();
    await connection.connect();
    await sleep(50);
    assert.equal(await outcome(ask()), expected);
    await connection.disconnect();
  }
});

test("a broker that is not there is told, and can be connected to when it is", async () => {
  const { connection, server, ask } = await connectionTo(fast, ({ socket, answer }) => socket.write(answer));
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  const refused = await Promise.all([outcome(connection.connect()), outcome(connection.connect())]);
  assert.deepEqual(refused, ["KafkaJSConnectionError", "KafkaJSConnectionError"]);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  await connection.connect();
  assert.equal(await ask(), "good");
  await connection.disconnect();
});

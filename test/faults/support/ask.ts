/** Asks a broker something, to see what its clients get: an answer after a while, none, or a closed connection. */
import { createConnection } from "node:net";

/** Milliseconds after which no answer is expected any more. */
const PATIENCE_MS = 2_000;
const CLIENT = "fault-probe";
const API_VERSIONS = 18;

/** What every broker answers before it asks anything of a client. */
const question = Buffer.alloc(14 + CLIENT.length);
question.writeInt32BE(question.length - 4, 0);
question.writeInt16BE(API_VERSIONS, 4);
question.writeInt16BE(CLIENT.length, 12);
question.write(CLIENT, 14);

/** @returns milliseconds from the connection's begin to the answer, or why there was none */
export async function ask(port: number): Promise<number | "closed" | "silent"> {
  const began = performance.now();
  const socket = createConnection({ host: "127.0.0.1", port }).on("error", () => undefined);
  try {
    return await new Promise((resolve) => {
      socket.once("data", () => resolve(performance.now() - began));
      socket.once("close", () => resolve("closed"));
      socket.setTimeout(PATIENCE_MS, () => resolve("silent"));
      socket.write(question);
    });
  } finally {
    socket.destroy();
  }
}

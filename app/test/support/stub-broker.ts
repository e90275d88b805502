/** A server that answers ApiVersions, and nothing else, as a test says. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { type ApiName, type ApiRange, spoken } from "../../src/kafka/api-versions.ts";

const API_VERSIONS = 18;

/** What a broker that suits kafkajs answers, with changes; undefined: it does not know the API. */
export function ranges(changes: Partial<Record<ApiName, { min: number; max: number } | undefined>> = {}): ApiRange[] {
  return (Object.keys(spoken) as ApiName[]).flatMap((name) => {
    const range = name in changes ? changes[name] : { min: 0, max: spoken[name].max + 4 };
    return range === undefined ? [] : [{ key: spoken[name].key, ...range }];
  });
}

export class StubBroker {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  asked = 0;

  private constructor(answer: ApiRange[] | Buffer | undefined) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (request) => {
        if (request.readInt16BE(4) !== API_VERSIONS) return;
        this.asked += 1;
        if (answer !== undefined)
          socket.write(Buffer.isBuffer(answer) ? answer : bodyOf(request.readInt32BE(8), answer));
      });
    });
  }

  /** @param answer bytes as they are; undefined: none, the connection stays open */
  static async start(port: number, answer: ApiRange[] | Buffer | undefined): Promise<StubBroker> {
    const broker = new StubBroker(answer);
    broker.#server.listen(port, "127.0.0.1");
    await once(broker.#server, "listening");
    return broker;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function bodyOf(correlationId: number, answer: ApiRange[]): Buffer {
  const bytes = Buffer.alloc(14 + answer.length * 6);
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt32BE(correlationId, 4);
  bytes.writeInt32BE(answer.length, 10);
  for (const [index, { key, min, max }] of answer.entries()) {
    bytes.writeInt16BE(key, 14 + index * 6);
    bytes.writeInt16BE(min, 16 + index * 6);
    bytes.writeInt16BE(max, 18 + index * 6);
  }
  return bytes;
}

/** A TCP proxy in front of one broker, whose client listener advertises it: whatever a client sends passes here. */
import { createConnection, createServer, type Server, type Socket } from "node:net";

interface Pair {
  client: Socket;
  broker: Socket;
}

export class FaultProxy {
  readonly #pairs = new Set<Pair>();
  readonly #target: number;
  readonly #server: Server;
  /** milliseconds that each chunk waits, in each direction */
  #delayMs = 0;
  #dropResponses = false;
  #halfOpen = false;
  #refuse = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#connect(client));
  }

  /** Listens on 127.0.0.1:port and passes on to 127.0.0.1:target. */
  static async start(port: number, target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return proxy;
  }

  /** Closes every connection; new ones are taken. */
  cut(): void {
    for (const { client, broker } of this.#pairs) {
      client.destroy();
      broker.destroy();
    }
  }
  /** Each chunk arrives so many milliseconds later; 0: at once. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }
  /** Requests reach the broker, which acts on them; what it answers is lost. */
  dropResponses(on: boolean): void {
    this.#dropResponses = on;
  }
  /** Connections stay open, and nothing passes in either direction, as when a router forgets them. */
  halfOpen(on: boolean): void {
    this.#halfOpen = on;
  }
  /** Clients no longer reach this broker: connections are closed at once. Brokers reach one another still. */
  partition(on: boolean): void {
    this.#refuse = on;
    if (on) this.cut();
  }
  /** No fault from here on. Connections that lost bytes are closed, as they could not be used again. */
  heal(): void {
    const broken = this.#dropResponses || this.#halfOpen;
    this.#delayMs = 0;
    this.#dropResponses = false;
    this.#halfOpen = false;
    this.#refuse = false;
    if (broken) this.cut();
  }
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #connect(client: Socket): void {
    if (this.#refuse) return void client.destroy();
    const broker = createConnection({ host: "127.0.0.1", port: this.#target });
    const pair = { client, broker };
    this.#pairs.add(pair);
    this.#pass(client, broker, () => this.#halfOpen);
    this.#pass(broker, client, () => this.#halfOpen || this.#dropResponses);
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        broker.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  #pass(from: Socket, to: Socket, dropped: () => boolean): void {
    from.on("data", (chunk) => {
      if (dropped()) return;
      const write = (): void => {
        if (!to.destroyed) to.write(chunk);
      };
      // Timers of one length fire in the order in which they were set, so bytes keep their order.
      if (this.#delayMs > 0) setTimeout(write, this.#delayMs);
      else write();
    });
  }
}

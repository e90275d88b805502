/** A TCP proxy in front of one broker, whose client listener advertises it: whatever a client sends passes here. */
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from "node:net";
import { apiKeyOf, clientIdOf, Frames } from "./frames.ts";

interface Pair {
  client: Socket;
  broker: Socket;
}

export interface HoldOptions {
  apiKey: number;
  /** milliseconds that a request arrives late */
  ms: number;
  /** First part of the id of clients whose requests are held; default: of all clients. */
  client?: string;
}

/** Holds requests back until it is told to let go. */
export class Hold {
  /** Requests that were held. */
  count = 0;
  readonly ms: number;
  readonly #options: HoldOptions;
  readonly #holds: Set<Hold>;

  /** @param holds of the proxy; this one is among them as long as it holds */
  constructor(options: HoldOptions, holds: Set<Hold>) {
    this.#options = options;
    this.#holds = holds;
    this.ms = options.ms;
    holds.add(this);
  }

  takes(frame: Buffer): boolean {
    const { apiKey, client = "" } = this.#options;
    return apiKeyOf(frame) === apiKey && clientIdOf(frame).startsWith(client);
  }
  /** Requests that come from now on are passed on at once; those that were held still arrive late. */
  letGo(): void {
    this.#holds.delete(this);
  }
}

export class FaultProxy {
  /** Pieces of answers that were lost since answers were last to be. */
  dropped = 0;
  /** Connections that were broken since chunks were last to be lost. */
  broken = 0;
  /** Requests that clients sent, by the key of their API; none are known of those that are encrypted. */
  readonly asked = new Map<number, number>();
  readonly #pairs = new Set<Pair>();
  readonly #target: number;
  readonly #kafka: boolean;
  readonly #server: Server;
  /** milliseconds that each chunk waits, in each direction */
  #delayMs = 0;
  /** chance of each chunk to break its connection */
  #loss = 0;
  #dropResponses = false;
  #halfOpen = false;
  #refuse = false;
  readonly #holds = new Set<Hold>();

  private constructor(target: number, kafka: boolean) {
    this.#target = target;
    this.#kafka = kafka;
    this.#server = createServer((client) => this.#connect(client));
  }

  /**
   * Listens on 127.0.0.1:port and passes on to 127.0.0.1:target.
   * @param kafka what clients say are requests of Kafka's protocol, which can be held
   */
  static async start(port: number, target: number, kafka = true): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, kafka);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
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
  /** TCP hides lost packets, except from who loses too many: a share of the chunks, 0 to 1, breaks its connection instead of passing. */
  lose(share: number): void {
    this.broken = 0;
    this.#loss = share;
  }
  /** Requests reach the broker, which acts on them; what it answers is lost. */
  dropResponses(on: boolean): void {
    if (on) this.dropped = 0;
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
  /** Requests of an API reach the broker so many milliseconds late, whatever their client sends or does meanwhile; nobody gets the answer. */
  hold(options: HoldOptions): Hold {
    return new Hold(options, this.#holds);
  }
  /** No fault from here on. Connections that lost bytes are closed, as they could not be used again; what is held stays so. */
  heal(): void {
    const broken = this.#dropResponses || this.#halfOpen || this.#holds.size > 0;
    this.#delayMs = 0;
    this.#loss = 0;
    this.#dropResponses = false;
    this.#halfOpen = false;
    this.#refuse = false;
    this.#holds.clear();
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
    const frames = new Frames();
    client.on("data", (chunk) => {
      if (this.#halfOpen || this.#lost(pair)) return;
      const requests = this.#kafka ? frames.push(chunk).filter((frame) => this.#passes(frame)) : [chunk];
      if (requests.length > 0) this.#pass(broker, Buffer.concat(requests));
    });
    broker.on("data", (chunk) => {
      if (this.#dropResponses) this.dropped += 1;
      else if (!this.#halfOpen && !this.#lost(pair)) this.#pass(client, chunk);
    });
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

  #lost({ client, broker }: Pair): boolean {
    if (this.#loss === 0 || Math.random() >= this.#loss) return false;
    this.broken += 1;
    client.destroy();
    broker.destroy();
    return true;
  }

  #passes(frame: Buffer): boolean {
    const apiKey = apiKeyOf(frame);
    this.asked.set(apiKey, (this.asked.get(apiKey) ?? 0) + 1);
    const hold = [...this.#holds].find((one) => one.takes(frame));
    if (hold === undefined) return true;
    hold.count += 1;
    setTimeout(() => {
      const late = createConnection({ host: "127.0.0.1", port: this.#target }, () => late.write(frame));
      late.on("error", () => undefined);
      // The answer says that the broker has dealt with it.
      late.on("data", () => late.destroy());
      late.setTimeout(5_000, () => late.destroy());
    }, hold.ms);
    return false;
  }

  #pass(to: Socket, bytes: Buffer): void {
    const write = (): void => {
      if (!to.destroyed) to.write(bytes);
    };
    // Timers of one length fire in the order in which they were set, so bytes keep their order.
    if (this.#delayMs > 0) setTimeout(write, this.#delayMs);
    else write();
  }
}

/** One fault's own topics, group and real processes on the shared brokers, from the first event to the verdict. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AppConfigInput, ProcessorConfig } from "../../../app/src/config.ts";
import { type Running, ready, startApp, until } from "../../../app/test/integration/processes.ts";
import { readAll, type Seen } from "../../../app/test/integration/reader.ts";
import type { Cluster } from "./cluster.ts";
import { Load } from "./load.ts";
import { judge, sourceOf, type Topics, type Verdict } from "./oracle.ts";
import { OffsetWatch } from "./watch.ts";

/** What processors promise. */
export type Semantics = ProcessorConfig["semantics"];

export class Scene {
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly group: string;
  readonly #semantics: Semantics;
  readonly #port: number;
  readonly #running = new Map<string, Running>();
  readonly #sent: string[] = [];
  #load: Load | undefined;
  #watch: OffsetWatch | undefined;

  /** @param port ingest's; the next ones are those of its and the processors' own addresses */
  constructor(cluster: Cluster, id: string, port: number, semantics: Semantics = "at-least-once") {
    this.cluster = cluster;
    this.#semantics = semantics;
    this.#port = port;
    this.group = `${id}-group`;
    this.topics = { input: `${id}-in`, output: `${id}-out`, deadLetter: `${id}-dead` };
  }

  async prepare(processors: number, configs: Record<string, string> = {}): Promise<void> {
    writeFileSync(join(this.cluster.folder, "token"), "sesame\n");
    await this.cluster.createTopics(Object.values(this.topics), 3, configs);
    await until("replicas in sync", 30, () => this.cluster.inSync(Object.values(this.topics)));
    for (let index = 0; index < processors; index += 1) await this.startProcessor(index);
    this.#watch = new OffsetWatch(this.cluster, this.group);
  }
  async startLoad(): Promise<void> {
    await this.#start("ingest", {
      role: "ingest",
      ...this.#common("ingest", 1),
      topic: this.topics.input,
      http: { port: this.#port, tokens: [{ store: "file", name: "token" }] },
    });
    this.#load = new Load(this.#port, this.group);
  }
  async startProcessor(index: number): Promise<Running> {
    const name = `processor-${index}`;
    return this.#start(name, {
      role: "processor",
      ...this.#common(name, 2 + index),
      topics: this.topics,
      group: this.group,
      semantics: this.#semantics,
    });
  }
  process(name: string): Running {
    return this.#running.get(name)!;
  }
  async end(name: string, signal: NodeJS.Signals): Promise<{ code: number | null; ms: number; output: string }> {
    const app = this.process(name);
    this.#running.delete(name);
    return { ...(await app.end(signal)), output: app.output() };
  }
  /** Events acknowledged until now; a fault that waits for more of them sees that work goes on. */
  acked(): number {
    return this.#load?.acked.length ?? 0;
  }
  /** Waits until so many more events were acknowledged. */
  async moreAcked(count: number, seconds = 60): Promise<void> {
    const before = this.acked();
    await until(`${count} more events`, seconds, async () => this.acked() >= before + count);
  }
  /** While no processor runs: whatever is committed has its results (criterion C5). */
  async committedIsProcessed(): Promise<void> {
    await this.#watch!.look();
    const committed = new Map(this.#watch!.committed);
    const [input, output, dead] = await this.#read();
    const done = new Set([...output.map(({ value }) => JSON.parse(String(value)).event_id), ...dead.map(sourceOf)]);
    const without = input
      .filter(({ partition, offset }) => offset < (committed.get(partition) ?? 0n))
      .map(({ partition, offset }) => `${this.topics.input}-${partition}-${offset}`)
      .filter((position) => !done.has(position));
    assert.deepEqual(without.slice(0, 10), [], `${without.length} records are committed and have no result`);
  }
  deadLetters(): Promise<Seen[]> {
    return readAll(this.cluster.bootstrap[0]!, this.topics.deadLetter);
  }
  /** Ends the load, waits for the results of everything, and fails on loss, disorder or an offset that went back. */
  async verdict(seconds = 60): Promise<Verdict> {
    this.cluster.heal();
    await this.#load?.stop();
    this.#sent.push(...(this.#load?.acked ?? []));
    let last: Verdict | undefined;
    await until("a result of every record", seconds, async () => {
      const [input, output, dead] = await this.#read();
      last = judge(this.#sent, this.topics.input, input, output, dead);
      return last.lost.length === 0;
    }).catch(() => undefined);
    await this.#watch?.stop();
    assert.ok(last, "the topics could not be read");
    assert.deepEqual(last.lost.slice(0, 10), [], `${last.lost.length} events are lost (C1)`);
    if (this.#semantics === "exactly-once") assert.equal(last.duplicated, 0, "results twice (C3)");
    assert.deepEqual(last.disordered, [], "keys out of order (C4)");
    assert.deepEqual(this.#watch?.regressions ?? [], [], "committed offsets went back (C5)");
    return last;
  }
  async dispose(): Promise<void> {
    this.cluster.heal();
    await this.#watch?.stop();
    for (const app of this.#running.values()) {
      // One that is stopped would not end by anything else.
      await app.end("SIGKILL");
    }
    this.#running.clear();
    await this.#load?.abandon();
  }

  async #read(): Promise<[Seen[], Seen[], Seen[]]> {
    const from = (topic: string): Promise<Seen[]> => readAll(this.cluster.bootstrap[0]!, topic);
    return [await from(this.topics.input), await from(this.topics.output), await from(this.topics.deadLetter)];
  }
  async #start(name: string, config: AppConfigInput): Promise<Running> {
    const app = startApp(join(this.cluster.folder), config);
    this.#running.set(name, app);
    await until(`${name} is ready`, 40, () => ready(config.ops.port)).catch((error: Error) => {
      throw new Error(`${error.message}\n${app.output()}`);
    });
    return app;
  }
  #common(instance: string, offset: number) {
    return {
      version: 1 as const,
      instance,
      ops: { port: this.#port + offset },
      connection: {
        version: 1 as const,
        bootstrapServers: this.cluster.bootstrap,
        protocol: "PLAINTEXT" as const,
        auth: { mechanism: "none" as const },
        limits: { maxMessageBytes: 1_048_576, compression: ["none" as const] },
        principal: "test",
        groupPrefix: "",
      },
    };
  }
}

/** One fault's own topics, groups and real processes on the shared brokers. Each side works on the same events. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Cluster } from "./cluster.ts";
import { processorConfig } from "./configs.ts";
import { Fronts } from "./fronts.ts";
import { committedOf } from "./operations.ts";
import { Processors } from "./processors.ts";
import type { Login, Role } from "./security.ts";
import { type Semantics, Side } from "./side.ts";
import { TopicReader } from "./topic-reader.ts";
import { SideWatch } from "./watch.ts";

export interface SceneOptions {
  /** Each is a side, with a group of its own. Default: all that there are. */
  semantics?: readonly Semantics[];
  /** Processors of each side before the first round; default 1. */
  processors?: number;
  /** Threads of each; default 1. */
  workers?: number;
  /** Configurations of all topics, and of some. */
  configs?: Partial<Record<"all" | "input" | "output" | "deadLetter" | "counts", Record<string, string>>>;
  /** Broken events come besides the good ones; default true. */
  broken?: boolean;
  /** Committed offsets may be lost, as they stand for nothing any more; default false. */
  resets?: boolean;
  /** Counts are kept, and compared; default true. */
  aggregates?: boolean;
  /** Address of a schema registry. */
  registry?: string;
  /** How ingest writes; default json. */
  format?: "json" | "avro";
  /** How processes come to the brokers; default: without TLS and without a login. */
  login?: (role: Role) => Login;
  /** Environment of all processes, on top of what they have. */
  env?: Record<string, string>;
}

const PARTITIONS = 3;
const LOOK_MS = 700;
const SAMPLE_MS = 500;

export class Scene {
  readonly cluster: Cluster;
  readonly id: string;
  readonly options: SceneOptions;
  readonly input: string;
  readonly sides: readonly Side[];
  readonly watches: readonly SideWatch[];
  readonly fronts: Fronts;
  /** Of the source topic. */
  reader: TopicReader;
  #looking: Promise<void> | undefined;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];

  /** @param port the first of forty that its processes may use */
  constructor(cluster: Cluster, id: string, port: number, options: SceneOptions & { semantics: readonly Semantics[] }) {
    this.cluster = cluster;
    this.id = id.toLowerCase();
    this.options = options;
    this.input = `${this.id}-in`;
    this.reader = new TopicReader(this.input);
    this.fronts = new Fronts(this, port);
    this.sides = options.semantics.map((semantics, index) => this.#side(semantics, port + 10 + index * 10));
    this.watches = this.sides.map((side) => new SideWatch(side, options.resets ?? false));
  }

  /** Names of all topics. */
  get topics(): string[] {
    return [this.input, ...this.sides.flatMap(({ topics }) => Object.values(topics))];
  }

  /** Topics, and processors that are ready. */
  async prepare(): Promise<void> {
    const { configs = {}, processors = 1 } = this.options;
    const { operations, folder } = this.cluster;
    writeFileSync(join(folder, "token"), "sesame\n");
    await this.#createInput();
    for (const { topics } of this.sides) {
      for (const kind of ["output", "deadLetter", "counts"] as const) {
        const compact: Record<string, string> = kind === "counts" ? { "cleanup.policy": "compact" } : {};
        await operations.createTopics([topics[kind]], PARTITIONS, { ...configs.all, ...configs[kind], ...compact });
      }
    }
    const indexes = Array.from({ length: processors }, (_, index) => index);
    await this.each(async (side) => {
      await Promise.all(indexes.map((index) => side.processors.start(index)));
    });
    this.#loops.push(
      this.#every(LOOK_MS, () => this.look()),
      this.#every(SAMPLE_MS, () => this.each((_, watch) => watch.sample())),
    );
  }
  /** For every side at once. */
  readonly each = async (work: (side: Side, watch: SideWatch) => Promise<unknown>): Promise<void> => {
    await Promise.all(this.sides.map((side, index) => work(side, this.watches[index]!)));
  };
  /** Waits until so many more events were acknowledged: work goes on. */
  async moreAcked(count: number, seconds = 60): Promise<void> {
    const before = this.fronts.acked.length;
    await until(`${count} more events`, seconds, async () => this.fronts.acked.length >= before + count);
  }

  /** Reads what is committed and what came since, and lets the watches judge it. Rejects when a broker does not answer. */
  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }
  /**
   * From now on, when the fault is over: milliseconds until every record that is there has its result on every side (criterion C6).
   * @throws when it takes longer than so many seconds
   */
  async recovered(seconds: number): Promise<number> {
    const healed = Date.now();
    const ends = await until("the source topic can be read", 60, () => this.cluster.operations.ends(this.input));
    const records = [...ends.values()].reduce((sum, end) => sum + end, 0n);
    await until(`a result of all ${records} records (C6)`, seconds, async () => {
      await this.look();
      return this.sides.every(({ results }) =>
        [...ends].every(([partition, end]) => (results.firstWithout(partition) ?? end) >= end),
      );
    });
    return Date.now() - healed;
  }
  /** While no processor of a side runs: whatever is committed has its results (criterion C5). */
  async committedIsProcessed({ side: { results }, committed }: SideWatch): Promise<void> {
    let without: string[] = [];
    // What a transaction has written is seen a moment after it is decided.
    await until("results of what is committed", 10, async () => {
      await this.look();
      without = [...committed]
        .map(([partition, offset]) => ({ partition, offset, first: results.firstWithout(partition) ?? offset }))
        .filter(({ offset, first }) => first < offset)
        .map(({ partition, offset, first }) => `${partition}: committed ${offset}, no result of ${first}`);
      return without.length === 0;
    }).catch(() => assert.deepEqual(without, [], "committed without a result (C5)"));
  }
  /** The source topic is deleted and made anew; what was until now is judged no more. */
  async replaceInput(): Promise<void> {
    await this.cluster.operations.deleteTopics([this.input]);
    await until(
      "the source topic is gone",
      30,
      async () => !(await this.cluster.operations.topics()).includes(this.input),
    );
    this.readAnew();
    this.fronts.forget();
    for (const watch of this.watches) watch.forget();
    await this.#createInput();
  }
  /** Reads the source topic once more: what was compacted away meanwhile is not wanted. While no processor runs. */
  readAnew(): void {
    this.reader = new TopicReader(this.input);
    for (const side of this.sides) side.startOver(this.reader);
  }
  async dispose(): Promise<void> {
    this.cluster.heal();
    this.#stop.abort();
    await Promise.all(this.#loops);
    await this.fronts.end("SIGKILL");
    await this.each(({ processors }) => processors.endAll("SIGKILL"));
    await this.cluster.restore();
    await this.cluster.operations.deleteTopics(this.topics).catch(() => undefined);
  }

  async #createInput(): Promise<void> {
    const { all, input } = this.options.configs ?? {};
    await this.cluster.operations.createTopics([this.input], PARTITIONS, { ...all, ...input });
  }
  async #lookNow(): Promise<void> {
    await this.cluster.operations.admin(async (admin) => {
      // First what is committed, then what has results; while a transaction is open there is no telling.
      for (const watch of this.watches)
        watch.offsets(await committedOf(admin, watch.side.group).catch(() => new Map<number, bigint>()));
      await this.reader.update(admin);
      for (const side of this.sides) await side.update(admin);
      for (const watch of this.watches) watch.looked(this.reader);
    });
  }
  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // Brokers that do not answer are no finding: what counts is what is read.
      await work().catch(() => undefined);
      await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
  #side(semantics: Semantics, port: number): Side {
    const { configs = {}, env = {} } = this.options;
    const insync = (kind: "output" | "deadLetter"): number =>
      Number({ ...configs.all, ...configs[kind] }["min.insync.replicas"] ?? 2);
    const minInsync = { output: insync("output"), deadLetter: insync("deadLetter") };
    const side: Side = new Side(this.id, semantics, this.reader, minInsync, (name) => {
      const config = (instance: string, opsPort: number) => processorConfig(this, side, instance, opsPort);
      return new Processors(name, port, { folder: this.cluster.folder, config, env });
    });
    return side;
  }
}

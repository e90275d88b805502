/** One group of processors with one guarantee: its topics, its processes, and what is known of its results. Sides share a source topic. */
import type { Admin } from "@platformatic/kafka";
import type { ProcessorConfig } from "../../../app/src/config.ts";
import type { Processors } from "./processors.ts";
import { Results } from "./results.ts";
import { TopicReader } from "./topic-reader.ts";

/** What processors promise. */
export type Semantics = ProcessorConfig["semantics"];

const short: Record<Semantics, string> = { "at-least-once": "alo", "exactly-once": "eos" };

export class Side {
  readonly semantics: Semantics;
  readonly group: string;
  readonly topics: { output: string; deadLetter: string; counts: string };
  readonly processors: Processors;
  readonly counts: TopicReader;
  results: Results;
  readonly #minInsync: Record<"output" | "deadLetter", number>;

  /**
   * @param id of the fault; topics and group are named after it
   * @param minInsync min.insync.replicas of the topics
   * @param makeProcessors is given the first part of their names
   */
  constructor(
    id: string,
    semantics: Semantics,
    input: TopicReader,
    minInsync: Record<"output" | "deadLetter", number>,
    makeProcessors: (name: string) => Processors,
  ) {
    this.#minInsync = minInsync;
    const name = `${id}-${short[semantics]}`;
    this.semantics = semantics;
    this.group = name;
    this.topics = { output: `${name}-out`, deadLetter: `${name}-dead`, counts: `${name}-counts` };
    this.processors = makeProcessors(short[semantics]);
    this.counts = new TopicReader(this.topics.counts);
    this.results = this.#resultsOf(input);
  }

  update(admin: Admin): Promise<void> {
    return this.results.update(admin);
  }

  /** The source topic is another one from now on, and what was written until now tells nothing of it. */
  startOver(input: TopicReader): void {
    const { output, dead } = this.results;
    this.results = this.#resultsOf(input, output, dead);
  }

  #resultsOf(input: TopicReader, output?: TopicReader, dead?: TopicReader): Results {
    const { output: out, deadLetter } = this.topics;
    const of = (topic: string, minInsync: number, after?: TopicReader) => new TopicReader(topic, minInsync, after);
    return new Results(
      input,
      of(out, this.#minInsync.output, output),
      of(deadLetter, this.#minInsync.deadLetter, dead),
    );
  }
}

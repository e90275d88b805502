/** Rows: take in, check, enrich, write, beside Kafka Streams; and two workers beside one. */
import type { Bench, Contender, Row } from "../row.ts";
import { type Processor, type Semantics, streams, type Topics3, tributary } from "./processors.ts";
import { filledInput, freshOutputs, runProcessor } from "./work.ts";

const how = [
  "The input is a topic of 6 partitions, filled once by Kafka's Java client with login events of 182 bytes with key and header, one in fifty broken in nine ways.",
  "Each run is the real process, started anew as a new group with new output topics; it checks every field, masks the address, adds id and time, writes to the partition that it read from, and sets broken events aside with reason and source position.",
  "Time from the first append to an output topic until the last, by the broker's clock: starting and joining the group are left out, warming up is not. CPU from the join until the last append.",
  "After each run the counts must be exact, and the outputs of all contenders are compared record by record (key, value, headers; not the clock time of a dead letter and the wording of its reason) before the figures count.",
];

/** What a run has left for the comparison: the outputs of the first contender, and whose were held against them. */
function comparing(bench: Bench, processors: Processor[]) {
  let input = "";
  let reference: Topics3 | undefined;
  const remove = async (topics: Topics3): Promise<void> => bench.topics.delete(topics.output, topics.deadLetter);
  async function compare(topics: Topics3, own: Topics3, name: string): Promise<void> {
    for (const kind of ["output", "deadLetter"] as const) {
      const found = await bench.java.json<{ same: number; sameJson: number; different: number; example: string }>(
        "Compare",
        [bench.broker.address, own[kind], topics[kind]],
      );
      if (found.different > 0)
        throw new Error(
          `${name}: ${found.different} records of ${kind} are not those of the others, such as ${found.example}`,
        );
    }
  }
  const contenders = processors.map(
    (processor): Contender => ({
      id: processor.id,
      name: processor.name,
      settings: processor.settings,
      ...(processor.workers === undefined ? {} : { workers: processor.workers }),
      ...(processor.missing === undefined ? {} : { missing: processor.missing }),
      async run(records) {
        const topics = { input, ...(await freshOutputs(bench)) };
        const { sample } = await runProcessor(bench, processor, topics, records);
        if (reference === undefined) {
          reference = topics;
          return sample;
        }
        await compare(topics, reference, processor.name);
        await remove(topics);
        return sample;
      },
    }),
  );
  return {
    contenders,
    async prepare() {
      input = await filledInput(bench, bench.records);
    },
    async close() {
      if (reference !== undefined) await remove(reference);
      if (input !== "") await bench.topics.delete(input);
    },
  };
}

export function pipelineRow(bench: Bench, semantics: Semantics): Row {
  const exactly = semantics === "exactly-once";
  const processors = [tributary(bench, 2, semantics), streams(bench, semantics)];
  return {
    id: semantics,
    title: `consume-transform-produce, ${semantics}`,
    how: exactly ? [...how, "Read and counted with read_committed."] : how,
    targets: [{ rival: "streams", atLeast: exactly ? 1.2 : 1.5 }],
    startUp: false,
    ...comparing(bench, processors),
  };
}

export function workersRow(bench: Bench): Row {
  const processors = [tributary(bench, 2, "at-least-once"), tributary(bench, 1, "at-least-once")];
  return {
    id: "workers",
    title: "two workers against one, at-least-once",
    how: [
      ...how,
      "The broker runs on the same cores: what it used in the same time stands beside, and what it needs two workers cannot have.",
    ],
    targets: [{ rival: "tributary-1", atLeast: 1.6 }],
    startUp: false,
    ...comparing(bench, processors),
  };
}

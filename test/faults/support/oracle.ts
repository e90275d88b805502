/** Holds what was acknowledged and what stands in the source topic against outputs and dead letters. Pure. */
import type { Seen } from "../../../app/test/integration/reader.ts";

export interface Verdict {
  in: number;
  out: number;
  dead: number;
  /** Acknowledged ids that are not in the input, and source positions without any result. */
  lost: string[];
  /** Source positions without any result that need none. */
  excused: number;
  /** Results of records that are not in the input, such as those of a transaction that was aborted. */
  foreign: string[];
  /** results beyond the first of a source record */
  duplicated: number;
  /** Source positions that have more than one, each with where those stand. */
  repeated: string[];
  /** Keys whose results stand in another order than their source records of one partition, repetitions left out. */
  disordered: string[];
}

/** Ids of the load's events begin and end so that they are found in any format. */
const loadIds = /load~[a-z0-9-]+~\d+~/;

/** Of an event of the load; undefined: it is none, such as a broken one. */
export function loadIdOf({ value }: Pick<Seen, "value">): string | undefined {
  return value && loadIds.exec(value.toString("latin1"))?.[0];
}

/** topic-partition-offset of the source record that a processed one came from */
export function eventIdOf({ value }: Pick<Seen, "value">): string {
  return JSON.parse(String(value)).event_id as string;
}

/** topic-partition-offset of the source record that a dead letter tells of */
export function sourceOf({ headers }: Pick<Seen, "headers">): string {
  const part = (name: string): string => headers[`dead-letter-source-${name}`]!;
  return `${part("topic")}-${part("partition")}-${part("offset")}`;
}

export interface Evidence {
  /** Ids of the events that ingest accepted. */
  acked: readonly string[];
  /** Of an event of the source topic; default: loadIdOf. */
  idOf?(record: Seen): string | undefined;
  /** Name of the source topic. */
  name: string;
  input: Seen[];
  output: Seen[];
  dead: Seen[];
  /** Source positions that need no result. */
  excused?: ReadonlySet<string>;
}

export function judge({ acked, idOf = loadIdOf, name, input, output, dead, excused = new Set() }: Evidence): Verdict {
  const written = new Set(input.map(idOf));
  const outputs = output.map((record) => ({ key: record.key, source: eventIdOf(record) }));
  const results = [...outputs.map(({ source }) => source), ...dead.map(sourceOf)];
  const standing = [
    ...output.map((record) => `out ${placeOf(record)}`),
    ...dead.map((record) => `dead ${placeOf(record)}`),
  ];
  const distinct = new Set(results);
  const positions = new Set(input.map(({ partition, offset }) => `${name}-${partition}-${offset}`));
  const without = [...positions].filter((position) => !distinct.has(position));
  return {
    in: input.length,
    out: output.length,
    dead: dead.length,
    lost: [...acked.filter((id) => !written.has(id)), ...without.filter((position) => !excused.has(position))],
    excused: without.filter((position) => excused.has(position)).length,
    foreign: [...distinct].filter((source) => !positions.has(source)),
    duplicated: results.length - distinct.size,
    repeated: repetitions(results, standing),
    disordered: disorder(outputs),
  };
}

const placeOf = ({ partition, offset }: Seen): string => `${partition}@${offset}`;

/** @param places of the results, in their order */
function repetitions(results: string[], places: string[]): string[] {
  const indexes = Map.groupBy(results.keys(), (index) => results[index]!);
  return [...indexes].flatMap(([source, found]) =>
    found.length > 1 ? `${source}: ${found.map((index) => places[index]).join(", ")}` : [],
  );
}

function disorder(outputs: { key: string; source: string }[]): string[] {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  const wrong = new Set<string>();
  for (const { key, source } of outputs) {
    if (seen.has(source)) continue;
    seen.add(source);
    const cut = source.lastIndexOf("-");
    // A key moves to another partition when partitions are added; offsets of two partitions say nothing of each other.
    const line = `${key} of ${source.slice(0, cut)}`;
    const offset = Number(source.slice(cut + 1));
    if (offset < (last.get(line) ?? -1)) wrong.add(key);
    last.set(line, offset);
  }
  return [...wrong];
}

/** Holds what was acknowledged and what stands in the source topic against outputs and dead letters. Pure. */
import type { Seen } from "../../../app/test/integration/reader.ts";

export interface Topics {
  input: string;
  output: string;
  deadLetter: string;
}

export interface Verdict {
  in: number;
  out: number;
  dead: number;
  /** Acknowledged ids that are not in the input, and source positions without any result. */
  lost: string[];
  /** results beyond the first of a source record */
  duplicated: number;
  /** keys whose results stand in another order than their source records, repetitions left out */
  disordered: string[];
}

/** topic-partition-offset of the source record that a dead letter tells of */
export function sourceOf({ headers }: Seen): string {
  const part = (name: string): string => headers[`dead-letter-source-${name}`]!;
  return `${part("topic")}-${part("partition")}-${part("offset")}`;
}

/** @param acked ids (device_id) of the events that ingest accepted */
export function judge(acked: readonly string[], name: string, input: Seen[], output: Seen[], dead: Seen[]): Verdict {
  const written = new Set<string>();
  for (const { value } of input) {
    const id = deviceOf(value);
    if (id !== undefined) written.add(id);
  }
  const outputs = output.map(({ key, partition, value }) => ({
    key,
    partition,
    source: JSON.parse(String(value)).event_id as string,
  }));
  const results = [...outputs.map(({ source }) => source), ...dead.map(sourceOf)];
  const distinct = new Set(results);
  const positions = input.map(({ partition, offset }) => `${name}-${partition}-${offset}`);
  return {
    in: input.length,
    out: output.length,
    dead: dead.length,
    lost: [...acked.filter((id) => !written.has(id)), ...positions.filter((position) => !distinct.has(position))],
    duplicated: results.length - distinct.size,
    disordered: disorder(outputs),
  };
}

function deviceOf(value: Buffer | undefined): string | undefined {
  try {
    return JSON.parse(String(value)).device_id;
  } catch {
    return undefined;
  }
}

function disorder(outputs: { key: string; partition: number; source: string }[]): string[] {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  const wrong = new Set<string>();
  for (const { key, source } of outputs) {
    if (seen.has(source)) continue;
    seen.add(source);
    const offset = Number(source.slice(source.lastIndexOf("-") + 1));
    if (offset < (last.get(key) ?? -1)) wrong.add(key);
    last.set(key, offset);
  }
  return [...wrong];
}

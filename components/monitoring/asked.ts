/** What of a source a stack's rules ask: whoever asks a cloud for more pays for it. */
import { queriesOf } from "./rules.ts";
import { metricsIn, type Signal, type Source } from "./signal.ts";
import { signals } from "./signals/index.ts";

/**
 * Names of metrics of the source that signals are made of with all that tells of the stack, sorted. None when the others tell everything
 * that it could: a source that is asked for money is no second opinion.
 */
export function askedOf(source: Source, sources: readonly Source[]): string[] {
  const told = Object.values<Signal>(signals).filter(({ from }) => from[source] !== undefined);
  const needed = told.filter((signal) => asks(signal, source, sources));
  if (needed.every(({ together }) => together === true)) return [];
  return [...new Set(needed.flatMap(({ from }) => metricsIn(from[source]!)))].sort();
}

const asks = (signal: Signal, source: Source, sources: readonly Source[]): boolean =>
  queriesOf(signal, sources).includes(signal.from[source]!);

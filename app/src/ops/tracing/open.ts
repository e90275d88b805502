/**
 * OpenTelemetry spans of events, from the request that brings one in to what the processor made of it. Nothing is loaded, made or
 * measured without an endpoint: this file imports no library.
 */
import type { Log } from "../../log.ts";
import type { EventTracing } from "./events.ts";
import type { TracingOptions } from "./options.ts";
import type { RequestTracing } from "./requests.ts";

export interface Tracing {
  /** Of what brings events in. */
  requests: RequestTracing;
  /** Of what is made of them, by a consumer group. */
  events(group: string): EventTracing;
  /** Sends what is left, for at most a few seconds. */
  close(): Promise<void>;
}

/** Who makes the spans. */
export interface Instance {
  /** ingest, processor or generator: the same as in logs and metrics */
  role: string;
  instance: string;
  log: Pick<Log, "warn" | "info">;
}

/** @param options undefined: no tracing */
export async function openTracing(options: TracingOptions | undefined, by: Instance): Promise<Tracing | undefined> {
  if (options === undefined) return undefined;
  return (await import("./sdk.ts")).startSdk(options, by);
}

/** The metrics of a process that are not those of its work; names are API, as those of metrics.ts. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { CommonRange } from "../kafka/api-guard.ts";

/** Metrics of the Node.js process itself; once a process, in its main thread. */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Once a process, in its main thread. */
export function processMetrics(registry: Registry) {
  return {
    notReady: new Counter({
      name: "tributary_not_ready_seconds_total",
      help: "Seconds in which /ready was false, looked at each second",
      registers: [registry],
    }),
    apiVersion: new Gauge({
      name: "tributary_kafka_api_version",
      help: "Versions of the APIs in use: the least and the newest that all bootstrap servers speak which have answered (broker_min, broker_max), and the one that is used",
      labelNames: ["api", "bound"],
      registers: [registry],
    }),
  };
}
export type ProcessMetrics = ReturnType<typeof processMetrics>;

/** Puts what the guard of API versions has found into its gauge. */
export function rangeGauge({ apiVersion }: ProcessMetrics): (range: CommonRange) => void {
  return ({ api, min, max, used }) => {
    apiVersion.set({ api, bound: "broker_min" }, min);
    apiVersion.set({ api, bound: "broker_max" }, max);
    apiVersion.set({ api, bound: "used" }, used);
  };
}

/** Of the processor's main thread. */
export function poolMetrics(registry: Registry, pool: { readonly restarts: number; readonly partitions: number }) {
  new Counter({
    name: "tributary_worker_restarts_total",
    help: "Worker threads that ended and were started again",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(pool.restarts);
    },
  });
  new Gauge({
    name: "tributary_assigned_partitions",
    help: "Partitions of the input topic that this process has",
    registers: [registry],
    collect() {
      this.set(pool.partitions);
    },
  });
}

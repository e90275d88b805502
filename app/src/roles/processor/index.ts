/** The role processor: its main thread starts the workers, answers on the operations address and takes the signals. */
import { AggregatorRegistry, type MetricObject } from "prom-client";
import type { ProcessorConfig } from "../../config.ts";
import { exitWith } from "../../exit.ts";
import { guardBrokers } from "../../kafka/api-guard.ts";
import { manageLifecycle } from "../../lifecycle.ts";
import { createLog } from "../../log.ts";
import { poolMetrics, processMetrics, processRegistry, rangeGauge } from "../../ops/process-metrics.ts";
import { startOps } from "../../ops/server.ts";
import { WorkerPool } from "./pool.ts";

/** Runs until a signal comes. */
export async function runProcessor(config: ProcessorConfig): Promise<void> {
  const log = createLog(config.logLevel, { instance: config.instance, role: config.role });
  const registry = processRegistry();
  const pool = new WorkerPool(config, log, (message, status) => {
    process.stderr.write(`${message}\n`);
    process.exit(status);
  });
  const metrics = processMetrics(registry);
  poolMetrics(registry, pool);
  const life = manageLifecycle(log, () => pool.stop());
  await startOps({
    ...config.ops,
    notReadySeconds: metrics.notReady,
    notReady: () => [...(life.ending ? ["draining"] : []), ...pool.notReady()],
    metrics: async () => {
      const own = (await registry.getMetricsAsJSON()) as unknown as MetricObject[];
      return AggregatorRegistry.aggregate([own, ...(await pool.metrics())]).metrics();
    },
  });
  pool.start();
  guardBrokers(config.connection, {
    uses: { consumes: true, transactions: config.semantics === "exactly-once" },
    log,
    onRange: rangeGauge(metrics),
  }).catch(exitWith);
}

/**
 * Jaeger itself, built from its Go module, behind the Collector itself: spans of the real application on a real broker are asked for by the
 * trace's id, as a person asks who has it from a log. Spoken to by gRPC, with the configuration that the component gives.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { collectorConfig } from "../../components/tracing/collector-config.ts";
import { builtOnce, go } from "../kubernetes/control-plane/go.ts";
import { type Collector, collectorProgram, noCollector, startCollector } from "../platform/tracing/collector.ts";
import { startScene, topics } from "../platform/tracing/scene.ts";

const module = join(import.meta.dirname, "jaeger");
const host = "127.0.0.1";
const PORTS = { otlp: 26_860, metrics: 26_861, health: 26_862 };
const JAEGER = { otlp: 26_863, queryGrpc: 26_864, query: 26_865 };
const SCENE = 26_870;

interface Answer {
  data: {
    spans: {
      spanID: string;
      operationName: string;
      processID: string;
      references: { refType: string; spanID: string }[];
    }[];
    processes: Record<string, { serviceName: string }>;
  }[];
}

describe("traces in Jaeger itself", { skip: noCollector }, () => {
  const home = mkdtempSync(join(tmpdir(), "tributary-jaeger-"));
  const programs: Collector[] = [];

  before(
    async () => {
      const folder = await builtOnce("jaeger-1.76.0", async (building) => {
        const out = join(building, "jaeger");
        await go(module, [
          "build",
          "-trimpath",
          "-ldflags",
          "-s -w",
          "-o",
          out,
          "github.com/jaegertracing/jaeger/cmd/jaeger",
        ]);
      });
      const jaeger = {
        extensions: {
          jaeger_storage: { backends: { memory: { memory: { max_traces: 1_000 } } } },
          jaeger_query: {
            storage: { traces: "memory" },
            grpc: { endpoint: `${host}:${JAEGER.queryGrpc}` },
            http: { endpoint: `${host}:${JAEGER.query}` },
          },
        },
        receivers: { otlp: { protocols: { grpc: { endpoint: `${host}:${JAEGER.otlp}` } } } },
        exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
        service: {
          extensions: ["jaeger_storage", "jaeger_query"],
          telemetry: { metrics: { level: "none" } },
          pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
        },
      };
      // It is a Collector, too; its page for people is there when it is ready.
      programs.push(
        await startCollector(join(folder, "jaeger"), join(home, "jaeger.yaml"), jaeger, { health: JAEGER.query }),
      );
      const config = collectorConfig({
        target: { endpoint: `http://${host}:${JAEGER.otlp}`, protocol: "grpc", secrets: {} },
        memoryMi: 256,
        host,
        ports: PORTS,
      });
      programs.push(await startCollector(await collectorProgram(), join(home, "collector.yaml"), config, PORTS));
    },
    { timeout: 3_600_000 },
  );
  after(async () => {
    for (const program of programs) await program.end("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });

  test("an event's trace is found by its id, with each step below the one before", { timeout: 300_000 }, async () => {
    const scene = await startScene(SCENE, `http://${host}:${PORTS.otlp}`);
    try {
      const traceId = await scene.post("request-1", "01");
      const [trace] = await until("the trace in Jaeger", 60, async () => {
        const response = await fetch(`http://${host}:${JAEGER.query}/api/traces/${traceId}`);
        const { data } = (await response.json()) as Answer;
        return data[0]?.spans.length === 3 && data;
      });
      const { spans, processes } = trace!;
      const steps = ["POST /v1/events", `send ${topics.input}`, `process ${topics.input}`];
      const [server, send, process] = steps.map((step) => spans.find(({ operationName }) => operationName === step)!);
      const parent = (span: Answer["data"][0]["spans"][0]) => span.references.map(({ spanID }) => spanID);
      assert.deepEqual(parent(send!), [server!.spanID]);
      assert.deepEqual(parent(process!), [send!.spanID]);
      assert.deepEqual(
        [server!, process!].map(({ processID }) => processes[processID]!.serviceName),
        ["ingest", "processor"],
      );
    } finally {
      await scene.end();
    }
  });
});

/**
 * Spans of the real application on a real broker, through the OpenTelemetry Collector itself with the very configuration that the component
 * gives it, to a second Collector that stands for who keeps traces: by TLS with certificates of both, and with a login.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { KIND, type ReceivedSpan } from "../../app/test/ops/tracing/receiver.ts";
import { issue, makeAuthority } from "../../components/local/kafka/certificates.ts";
import { metricsIn } from "../../components/monitoring/signal.ts";
import { spansLost } from "../../components/monitoring/signals/around.ts";
import { signals } from "../../components/monitoring/signals/index.ts";
import { AUTHORIZATION, collectorConfig, FILES } from "../../components/tracing/collector-config.ts";
import type { TraceTarget } from "../../components/tracing/target.ts";
import {
  type Collector,
  collectorProgram,
  noCollector,
  startCollector,
  validated,
  writtenSpans,
} from "./tracing/collector.ts";
import { type Scene, startScene, topics } from "./tracing/scene.ts";

const PORTS = {
  otlp: 26_820,
  metrics: 26_821,
  health: 26_822,
  target: 26_823,
  targetHealth: 26_824,
  scene: 26_830,
  small: 26_840,
};
const host = "127.0.0.1";
/** As it stands in the Secret. */
const env = { [AUTHORIZATION]: "Basic bG9naW5zOnNlc2FtZQ==" };
const authorization = { secretName: "tempo", key: "authorization" };
const secrets: TraceTarget["secrets"] = {
  authority: { secretName: "tempo-ca", key: "ca.pem" },
  certificate: "tempo-client",
  authorization,
};
const target: TraceTarget = {
  endpoint: `https://${host}:${PORTS.target}`,
  protocol: "http",
  tenant: "logins",
  secrets,
};

describe("traces through the Collector itself", { skip: noCollector }, () => {
  const home = mkdtempSync(join(tmpdir(), "tributary-traces-"));
  const kept = join(home, "kept.json");
  /** A configuration of ours, on this machine: its files are below a folder of the test. */
  const placed = (to: TraceTarget): any =>
    JSON.parse(
      JSON.stringify(collectorConfig({ target: to, memoryMi: 256, host, ports: PORTS })).replaceAll(
        "/etc/otelcol-target",
        join(home, "target"),
      ),
    );
  const file = (of: string): string => of.replace("/etc/otelcol-target", join(home, "target"));
  let program: string;
  let collector: Collector;
  let keeper: Collector | undefined;

  const keep = async (): Promise<void> => {
    const tls = {
      cert_file: join(home, "server.crt"),
      key_file: join(home, "server.key"),
      client_ca_file: join(home, "authority.crt"),
    };
    const config = {
      extensions: { health_check: { endpoint: `${host}:${PORTS.targetHealth}` } },
      receivers: {
        otlp: { protocols: { http: { endpoint: `${host}:${PORTS.target}`, tls, include_metadata: true } } },
      },
      exporters: { file: { path: kept, append: true, flush_interval: "100ms" } },
      service: {
        extensions: ["health_check"],
        telemetry: { metrics: { level: "none" } },
        pipelines: { traces: { receivers: ["otlp"], exporters: ["file"] } },
      },
    };
    keeper = await startCollector(program, join(home, "keeper.yaml"), config, { health: PORTS.targetHealth });
  };

  before(
    async () => {
      program = await collectorProgram();
      const authority = await makeAuthority("test authority", 60);
      const server = await issue(authority, { commonName: "tempo", hosts: { names: [], addresses: [host] }, days: 30 });
      const client = await issue(authority, { commonName: "collector", hosts: { names: [], addresses: [] }, days: 30 });
      const write = (path: string, text: string): void => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      };
      write(join(home, "authority.crt"), authority.certificate);
      write(join(home, "server.crt"), server.certificate);
      write(join(home, "server.key"), server.key);
      write(file(FILES.authority), authority.certificate);
      write(file(FILES.certificate), client.certificate);
      write(file(FILES.key), client.key);
      collector = await startCollector(program, join(home, "collector.yaml"), placed(target), PORTS, env);
    },
    { timeout: 3_600_000 },
  );
  after(async () => {
    await collector?.end("SIGKILL");
    await keeper?.end("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });

  test("takes each configuration that the settings lead to", async () => {
    const plain = { endpoint: "http://jaeger.observability.svc:4317", secrets: {} };
    const targets: TraceTarget[] = [
      target,
      { ...plain, protocol: "http" },
      { ...plain, protocol: "grpc" },
      { endpoint: "https://tempo.example.com/a$b", protocol: "http", tenant: "a!b", secrets: {} },
      { ...target, protocol: "grpc" },
    ];
    for (const one of targets) {
      assert.equal(await validated(program, join(home, "validated.yaml"), placed(one)), "", JSON.stringify(one));
    }
    const wrong = placed(target);
    wrong.exporters.otlp_http.sending_queue.sizer = "pods";
    assert.match(await validated(program, join(home, "validated.yaml"), wrong), /sizer/);
  });

  /** All spans of a trace, when there are so many. */
  const trace = (id: string, count: number): Promise<ReceivedSpan[]> =>
    until(`${count} spans of ${id}`, 40, async () => {
      const spans = writtenSpans(kept).filter(({ traceId }) => traceId === id);
      return spans.length >= count && spans;
    });
  const named = (spans: ReceivedSpan[], name: string): ReceivedSpan => {
    const found = spans.filter((span) => span.name === name);
    assert.equal(found.length, 1, `${name} among ${spans.map((span) => span.name)}`);
    return found[0]!;
  };

  test("one event is one trace: request, send, processing; and what waited for the target is there when it is back", {
    timeout: 300_000,
  }, async () => {
    const scene: Scene = await startScene(PORTS.scene, `http://${host}:${PORTS.otlp}`);
    try {
      // Who keeps traces is away as yet.
      const traceId = await scene.post("request-1", "01");
      const silent = await scene.post("request-2", "00");
      const [first, second] = await until("two results", 60, async () => {
        const records = await scene.records(topics.output);
        return records.length === 2 && records;
      });
      await keep();
      const spans = await trace(traceId, 3);
      assert.equal(spans.length, 3);
      const server = named(spans, "POST /v1/events");
      const send = named(spans, `send ${topics.input}`);
      const process = named(spans, `process ${topics.input}`);
      assert.deepEqual([server.kind, send.kind, process.kind], [KIND.server, KIND.producer, KIND.consumer]);
      assert.deepEqual(
        [server.parentSpanId, send.parentSpanId, process.parentSpanId],
        ["00f067aa0ba902b7", server.spanId, send.spanId],
      );
      assert.deepEqual([server.resource["service.name"], process.resource["service.name"]], ["ingest", "processor"]);
      for (const span of [server, process]) assert.equal(span.attributes["tributary.correlation_id"], "request-1");
      assert.equal(first!.headers["traceparent"], `00-${traceId}-${process.spanId}-01`);
      assert.equal(first!.headers["correlation-id"], "request-1");
      assert.equal(second!.headers["traceparent"], undefined);
      assert.deepEqual(
        writtenSpans(kept).filter((span) => span.traceId === silent),
        [],
      );
      assert.doesNotMatch(JSON.stringify(spans), /anna|203\.0\.113|device-/, "nobody is named in a span");
      const [input] = await scene.records(topics.input);
      assert.equal(input!.headers["traceparent"], `00-${traceId}-${send.spanId}-01`);
    } finally {
      await scene.end();
    }
  });

  test("a dead letter's trace ends where it was set aside, under the ids that both logs name", {
    timeout: 300_000,
  }, async () => {
    const scene = await startScene(PORTS.small, `http://${host}:${PORTS.otlp}`, true);
    try {
      const traceId = await scene.post("request-3", "01");
      const [letter] = await until("a dead letter", 60, async () => {
        const records = await scene.records(topics.deadLetter);
        return records.length === 1 && records;
      });
      const spans = await trace(traceId, 3);
      const process = named(spans, `process ${topics.input}`);
      assert.equal(process.parentSpanId, named(spans, `send ${topics.input}`).spanId);
      assert.deepEqual(
        [process.attributes["tributary.result"], process.attributes["tributary.dead_letter.reason"]],
        ["dead-letter", "too_large"],
      );
      assert.equal(letter!.headers["traceparent"], `00-${traceId}-${process.spanId}-01`);
      const line = scene.lines("processor").find(({ msg }) => msg === "dead letter");
      assert.deepEqual([line.traceId, line.correlationId], [traceId, "request-3"]);
    } finally {
      await scene.end();
    }
  });

  /** Its page for Prometheus, once it says so. */
  const page = (port: number, line: RegExp): Promise<string> =>
    until(`${line} at ${port}`, 30, async () => {
      const text = await (await fetch(`http://${host}:${port}/metrics`)).text();
      return line.test(text) && text;
    });

  test("its page tells of what came and went", async () => {
    const text = await page(PORTS.metrics, /^otelcol_exporter_sent_spans\{[^}]*\} 6$/m);
    assert.match(text, /^otelcol_receiver_accepted_spans\{[^}]*\} 6$/m);
  });

  test("what is lost is told by the names that the signal asks for: refused by the target, and without room to wait", {
    timeout: 120_000,
  }, async () => {
    let answers = true;
    let heard: IncomingHttpHeaders = {};
    // Whoever keeps traces refuses them, or takes for ever.
    const refusing = createServer((request, response) => {
      request.resume();
      heard = request.headers;
      if (answers) response.writeHead(400).end();
    });
    await new Promise<void>((resolve) => refusing.listen(0, host, resolve));
    const { port } = refusing.address() as AddressInfo;
    const ports = { otlp: PORTS.otlp + 30, metrics: PORTS.otlp + 31, health: PORTS.otlp + 32 };
    const config: any = collectorConfig({
      target: { endpoint: `http://${host}:${port}`, protocol: "http", tenant: "logins", secrets: { authorization } },
      memoryMi: 128,
      host,
      ports,
    });
    Object.assign(config.exporters.otlp_http.sending_queue, { queue_size: 1, num_consumers: 1 });
    const losing = await startCollector(program, join(home, "losing.yaml"), config, ports, env);
    try {
      const send = async (): Promise<void> => {
        const span = { traceId: "a".repeat(32), spanId: "b".repeat(16), name: "x", kind: 1 };
        const response = await fetch(`http://${host}:${ports.otlp}/v1/traces`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
        });
        assert.equal(response.status, 200);
      };
      await send();
      const { refused, queue_full: full, not_taken: notTaken } = spansLost;
      await page(ports.metrics, new RegExp(`^${notTaken}\\{[^}]*\\} 1$`, "m"));
      assert.deepEqual([heard["authorization"], heard["x-scope-orgid"]], [env[AUTHORIZATION], "logins"]);
      answers = false;
      const lost = new RegExp(`^${full}\\{[^}]*\\} [1-9]`, "m");
      const text = await until("a full queue", 60, async () => {
        await send();
        const said = await (await fetch(`http://${host}:${ports.metrics}/metrics`)).text();
        return lost.test(said) && said;
      });
      assert.match(text, new RegExp(`^${refused}\\{`, "m"));
      assert.deepEqual(metricsIn(signals.spansLost.from["trace-collector"]), [refused, full, notTaken]);
    } finally {
      await losing.end("SIGKILL");
      refusing.closeAllConnections();
      refusing.close();
    }
  });
});

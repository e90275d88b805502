/** The configuration of the OpenTelemetry Collector: takes spans of OTLP/HTTP, holds them in memory within bounds, and sends them on. */
import type { TraceTarget } from "./target.ts";

export const PORTS = { otlp: 4_318, metrics: 8_888, health: 13_133 } as const;

/** Where its files are. */
export const FILES = {
  config: "/etc/otelcol/collector.yaml",
  authority: "/etc/otelcol-target/authority/ca.crt",
  certificate: "/etc/otelcol-target/certificate/tls.crt",
  key: "/etc/otelcol-target/certificate/tls.key",
} as const;
/** Variable of its environment with the value of the header Authorization. */
export const AUTHORIZATION = "TRACES_AUTHORIZATION";

export interface CollectorConfigArgs {
  target: TraceTarget;
  /** MiB of its container. */
  memoryMi: number;
  /** Where it listens. Default: everywhere, as policies say who reaches it. */
  host?: string;
  ports?: Record<keyof typeof PORTS, number>;
}

/** Part of the memory that spans may take before they are refused, and what is kept free for what comes between two looks. */
const LIMIT = 0.8;
const SPIKE = 0.2;
/** Spans that wait, by MiB of memory: at 2.5 KiB each a quarter of it. An estimate: ours have some ten attributes. */
const SPANS_PER_MI = 100;

/** Spans that wait for a target that is away; more are refused and lost. */
export const queueSpans = (memoryMi: number): number => memoryMi * SPANS_PER_MI;

/** Memory at which Go collects harder, as GOMEMLIMIT wants it: below what is refused at. */
export const softLimit = (memoryMi: number): string => `${Math.floor(memoryMi * (LIMIT - 0.05))}MiB`;

export function collectorConfig({ target, memoryMi, host = "0.0.0.0", ports = PORTS }: CollectorConfigArgs): object {
  const exporter = target.protocol === "grpc" ? "otlp_grpc" : "otlp_http";
  return {
    extensions: { health_check: { endpoint: `${host}:${ports.health}` } },
    receivers: { otlp: { protocols: { http: { endpoint: `${host}:${ports.otlp}` } } } },
    processors: {
      // First, as it refuses what there is no room for; who sent it tries again.
      memory_limiter: {
        check_interval: "1s",
        limit_mib: Math.floor(memoryMi * LIMIT),
        spike_limit_mib: Math.floor(memoryMi * SPIKE),
      },
      batch: { send_batch_size: 512, send_batch_max_size: 1_024, timeout: "1s" },
    },
    exporters: { [exporter]: exporterConfig(target, memoryMi) },
    service: {
      extensions: ["health_check"],
      telemetry: {
        logs: { encoding: "json" },
        metrics: { readers: [{ pull: { exporter: { prometheus: { host, port: ports.metrics } } } }] },
      },
      pipelines: {
        traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: [exporter] },
      },
    },
  };
}

function exporterConfig({ endpoint, tenant, secrets }: TraceTarget, memoryMi: number): object {
  const headers = {
    ...(tenant === undefined ? {} : { "X-Scope-OrgID": verbatim(tenant) }),
    ...(secrets.authorization === undefined ? {} : { Authorization: `\${env:${AUTHORIZATION}}` }),
  };
  return {
    endpoint: verbatim(endpoint.replace(/\/$/, "")),
    timeout: "10s",
    compression: "gzip",
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...tlsOf(endpoint, secrets),
    // Five minutes, and then they are lost: a trace is worth less than the memory of what comes after it.
    retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "300s" },
    sending_queue: { enabled: true, sizer: "items", queue_size: queueSpans(memoryMi), num_consumers: 4 },
  };
}

function tlsOf(endpoint: string, { authority, certificate }: TraceTarget["secrets"]): object {
  if (!endpoint.startsWith("https:")) return { tls: { insecure: true } };
  const files = {
    ...(authority === undefined ? {} : { ca_file: FILES.authority }),
    // Certificates are renewed while it runs.
    ...(certificate === undefined ? {} : { cert_file: FILES.certificate, key_file: FILES.key, reload_interval: "5m" }),
  };
  return Object.keys(files).length === 0 ? {} : { tls: files };
}

/** A dollar begins a variable there. */
const verbatim = (text: string): string => text.replaceAll("$", "$$$$");

/** OpenTelemetry's SDK, set up; loaded only where spans are made. */
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { EventTracing } from "./events.ts";
import type { Instance, Tracing } from "./open.ts";
import { TRACED_RECORDS, type TracingOptions } from "./options.ts";
import { RequestTracing } from "./requests.ts";
import { samplerOf } from "./sampler.ts";

/** Spans that wait at most; what comes on top of them is dropped. */
const QUEUE = 4_096;
/** milliseconds */
const EVERY = 1_000;
const TIMEOUT = 5_000;

export function startSdk({ endpoint, ratio, perSecond }: TracingOptions, { role, instance, log }: Instance): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, "")}/v1/traces`,
    timeoutMillis: TIMEOUT,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.namespace": "tributary",
      "service.name": role,
      "service.instance.id": instance,
    }),
    // An event is a span of the processor: of each trace there may be as many as its request has records.
    sampler: role === "processor" ? samplerOf(0, perSecond * TRACED_RECORDS) : samplerOf(ratio, perSecond),
    spanProcessors: [
      new BatchSpanProcessor(telling(exporter, log), {
        maxQueueSize: QUEUE,
        scheduledDelayMillis: EVERY,
        exportTimeoutMillis: TIMEOUT,
      }),
    ],
  });
  const tracer = provider.getTracer("tributary");
  return {
    requests: new RequestTracing(tracer),
    events: (group) => new EventTracing(tracer, group),
    close: () => provider.shutdown().catch(() => undefined),
  };
}

/** Says when spans begin not to arrive, and when they do again; never why in the receiver's words, which may be long. */
function telling(exporter: OTLPTraceExporter, log: Instance["log"]): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !failing) log.warn({ reason: result.error?.name, spans: spans.length }, "spans are not taken");
        if (!failed && failing) log.info("spans are taken again");
        failing = failed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

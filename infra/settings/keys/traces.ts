/** `monitoring.traces`: which events are followed, where their spans go, and what stands between. */
import { z } from "zod";
import { anyPort, cpu, httpUrl, kubeLabel } from "../scalars.ts";

const base = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .describe(
      "Base address of an OTLP receiver, by HTTP unless a collector speaks otherwise, such as http://127.0.0.1:4318.",
    ),
  ratio: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      "Share of requests that are followed, 0 to 1, besides those whose sender already records a trace. Default: 1. Less costs less.",
    ),
  perSecond: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("Traces that a process begins or follows in a second at most, whoever asks for them. Default: 100."),
});

const TRACES =
  "Where the application sends OpenTelemetry spans of the events that it follows. Default: none are made. A change restarts the application.";

const secretKey = (what: string) =>
  z
    .strictObject({ secretName: kubeLabel.describe("Its name."), key: z.string().min(1).describe("Its key.") })
    .describe(`${what}: a Secret in kubernetes.namespace.`);

const collector = {
  protocol: z
    .enum(["http", "grpc"])
    .default("http")
    .describe(
      "How the endpoint is spoken to: http (OTLP/HTTP, mostly port 4318) or grpc (OTLP/gRPC, mostly port 4317). Default: http.",
    ),
  replicas: z.int().min(1).max(10).default(2).describe("Pods of the collector. Default: 2."),
  cpu: cpu.default("100m").describe("CPU that each asks for. Default: 100m."),
  memoryMi: z
    .int()
    .min(128)
    .max(16_384)
    .default(256)
    .describe("MiB of each pod; spans that wait for the endpoint take a quarter of them. Default: 256."),
  image: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The Collector's core distribution, or one with more in it. Default: its own image of the version that was tested.",
    ),
  authority: secretKey("PEM of the authority of the endpoint's certificate").optional(),
  certificate: kubeLabel
    .optional()
    .describe(
      "Secret in kubernetes.namespace with tls.crt and tls.key, to prove who sends. Default: nobody is proven.",
    ),
  authorization: secretKey("Value of the header Authorization, such as Basic and a login").optional(),
};

const query = (where: string) =>
  httpUrl
    .optional()
    .describe(
      `Where Grafana asks it, such as ${where}; needs the Grafana of monitoring.operator. Default: Grafana has no data source for traces.`,
    );

const target = z
  .discriminatedUnion("target", [
    z.strictObject({
      target: z.literal("jaeger").describe("Jaeger 2, or 1.35 and newer."),
      query: query("http://jaeger.observability.svc:16686"),
      queryPort: anyPort
        .optional()
        .describe("Port of its pods, when its Service translates that of query. Default: that of query."),
      ...collector,
    }),
    z.strictObject({
      target: z.literal("tempo").describe("Grafana Tempo."),
      tenant: z
        .string()
        .regex(/^[A-Za-z0-9!_.*'()-]{1,150}$/, { error: "a tenant's id of letters, digits and !_.*'()-, at most 150" })
        .optional()
        .describe("Whose traces they are, where Tempo keeps several apart. Default: it does not."),
      query: query("http://tempo.observability.svc:3200"),
      queryPort: anyPort
        .optional()
        .describe("Port of its pods, when its Service translates that of query. Default: that of query."),
      ...collector,
    }),
    z.strictObject({ target: z.literal("otlp").describe("Whoever takes OTLP."), ...collector }),
  ])
  .optional()
  .describe(
    "An OpenTelemetry Collector of the stack's own, which takes the application's spans and sends them to the endpoint, by TLS and with a login if need be, and holds them while that is away. Default: the application sends them there itself.",
  );
export type CollectorKeys = NonNullable<z.infer<typeof target>>;

export const traces = base.optional().describe(TRACES);

/** Where NetworkPolicies stand between the application and the receiver of spans. */
export const podTraces = base
  .extend({
    port: anyPort
      .optional()
      .describe(
        "Port of the receiver's pods, when its Service translates the endpoint's to another, such as 4318 behind http://collector.observability.svc. Default: the endpoint's.",
      ),
    collector: target,
  })
  .optional()
  .describe(TRACES);
export type PodTraces = NonNullable<z.infer<typeof podTraces>>;

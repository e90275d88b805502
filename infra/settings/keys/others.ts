/** The smaller keys of the settings, and those that are reserved for what is to come. */
import { z } from "zod";
import { anyPort } from "../scalars.ts";

const tracesKeys = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .describe("Base address of an OTLP/HTTP receiver, such as http://127.0.0.1:4318."),
  ratio: z.number().min(0).max(1).default(1).describe("Share of requests and batches, 0 to 1. Default: 1."),
});

const monitoringOf = <T extends z.ZodObject>(traces: T) =>
  z
    .strictObject({
      prometheus: z
        .enum(["auto", "off"])
        .default("auto")
        .describe("auto: Prometheus with the project's rules, when a prometheus binary is on PATH. Default: auto."),
      retention: z
        .string()
        .regex(/^[1-9]\d*(h|d|w)$/, { error: "a whole number with h, d or w, such as 7d" })
        .default("7d")
        .describe("How long Prometheus keeps what it measured. Default: 7d. A change restarts it."),
      traces: traces
        .optional()
        .describe(
          "Where the application sends OpenTelemetry spans, one a request and one a batch. Default: none are made. A change restarts the application.",
        ),
    })
    .prefault({})
    .describe("Metrics.");

export const monitoring = monitoringOf(tracesKeys);

/** Where NetworkPolicies stand between the application and the receiver. */
export const kubernetesMonitoring = monitoringOf(
  tracesKeys.extend({
    port: anyPort
      .optional()
      .describe(
        "Port of the receiver's pods, when its Service translates the endpoint's to another, such as 4318 behind http://collector.observability.svc. Default: the endpoint's.",
      ),
  }),
);

export const cost = z
  .strictObject({
    owner: z.string().min(1).max(128).optional().describe("Who answers for this stack; becomes a tag. Default: none."),
    center: z.string().min(1).max(128).optional().describe("Cost centre; becomes a tag. Default: none."),
  })
  .prefault({})
  .describe("Who pays.");

const reserved = (what: string) =>
  z
    .strictObject({}, { error: "nothing, it is reserved for a later version" })
    .prefault({})
    .describe(`Reserved: ${what} comes with a later version. Nothing may stand in it yet.`);

export const recovery = reserved("backup and a second region");
export const lake = reserved("the data lake");
export const policy = reserved("policies");

/** `monitoring`: who measures, for how long, and who is told. */
import { z } from "zod";
import { chartRepository, hostAndPort, httpUrl, kubeLabel } from "../scalars.ts";
import { podTraces, traces } from "./traces.ts";

const keys = {
  retention: z
    .string()
    .regex(/^[1-9]\d*(h|d|w)$/, { error: "a whole number with h, d or w, such as 7d" })
    .default("7d")
    .describe("How long Prometheus keeps what it measured. Default: 7d. A change restarts it."),
  runbooks: httpUrl
    .optional()
    .describe(
      "Address of the folder docs/runbooks where people read it, such as https://git.example.com/platform/docs/runbooks. Default: alerts name the page in the repository.",
    ),
};

export const monitoring = z
  .strictObject({
    prometheus: z
      .enum(["auto", "off"])
      .default("auto")
      .describe("auto: Prometheus with the project's rules, when a prometheus binary is on PATH. Default: auto."),
    ...keys,
    traces,
  })
  .prefault({})
  .describe("Metrics.");

const secretKey = (what: string) =>
  z
    .strictObject({ secretName: kubeLabel.describe("Its name."), key: z.string().min(1).describe("Its key.") })
    .describe(`${what}: a Secret in the namespace of Alertmanager.`);

const receiver = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("slack").describe("A channel of Slack."),
    channel: z.string().min(1).describe("Such as #kafka-alerts."),
    url: secretKey("Address of its incoming webhook"),
  }),
  z.strictObject({
    kind: z.literal("pagerduty").describe("A service of PagerDuty."),
    key: secretKey("Integration key of its Events API v2"),
  }),
  z.strictObject({
    kind: z.literal("webhook").describe("Whoever takes Alertmanager's own JSON."),
    url: secretKey("Its address"),
  }),
  z.strictObject({
    kind: z.literal("email").describe("Somebody's mailbox."),
    to: z.email().describe("Whose."),
    from: z.email().describe("Whom it comes from."),
    server: hostAndPort.describe("The server that takes it, by TLS, such as mail.example.com:587."),
    username: z.string().min(1).optional().describe("Login at the server. Default: none."),
    password: secretKey("Password of that login").optional(),
  }),
]);

const told = {
  critical: z.array(z.string()).default([]).describe("Receivers of what somebody is woken for. Default: none."),
  warning: z.array(z.string()).default([]).describe("Receivers of what waits until the morning. Default: none."),
};

const routes = z
  .strictObject({
    receivers: z.record(kubeLabel, receiver).describe("By names of your own."),
    ...told,
    application: z
      .strictObject(told)
      .optional()
      .describe("Receivers of alerts on the application's own doings. Default: the same."),
  })
  .optional()
  .describe("Who is told of alerts. Default: nobody, and there is no Alertmanager.");

/** GiB: a week of what a day takes by default, and room. */
const STORAGE = 20;
/** GiB: 60,000 series every 30 seconds, at 1.5 bytes a sample (Prometheus' documentation, "Storage": one to two). */
const PER_DAY = 0.25;

const operator = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z
        .literal("install")
        .describe("Prometheus, Alertmanager and Grafana of the stack's own, by the chart kube-prometheus-stack."),
      namespace: kubeLabel.default("monitoring").describe("Where they run. Default: monitoring."),
      replicas: z.int().min(1).max(3).default(2).describe("Copies of Prometheus and of Alertmanager. Default: 2."),
      storageGi: z
        .int()
        .min(1)
        .default(STORAGE)
        .describe(`GiB of each Prometheus' disk; the oldest samples go when it is nearly full. Default: ${STORAGE}.`),
      perDayGi: z
        .number()
        .positive()
        .max(10_000)
        .default(PER_DAY)
        .describe(
          `GiB (binary) that a day's samples take on that disk: what retention is held against. Default: ${PER_DAY}, some 60,000 series.`,
        ),
      storageClass: kubeLabel.optional().describe("Of that disk. Default: the cluster's own."),
      grafana: z
        .boolean()
        .default(true)
        .describe("Whether there is a Grafana with the stack's dashboards. Default: true."),
      routes,
      repository: chartRepository.optional().describe("Where the chart comes from. Default: the community's own."),
      imageRegistry: z.string().min(1).optional().describe("Host that images come from. Default: theirs."),
    }),
    z.strictObject({
      mode: z.literal("present").describe("A Prometheus of an operator that is there, with its definitions."),
      labels: z
        .record(z.string(), z.string())
        .default({})
        .describe("Labels that its selectors want of monitors and rules, such as release: prometheus. Default: none."),
      grafana: z
        .boolean()
        .default(false)
        .describe("Whether its Grafana looks for dashboards in ConfigMaps labelled grafana_dashboard. Default: false."),
    }),
  ])
  .optional()
  .describe("Who reads metrics and sounds alerts. Default: nobody; the pages are there for whoever asks.");
export type PrometheusOperatorKeys = z.infer<typeof operator>;

const exporter = z
  .strictObject({
    intervalSeconds: z
      .int()
      .multipleOf(60)
      .min(60)
      .max(900)
      .default(300)
      .describe("Seconds from one question to the next, each of which costs. Default: 300. A change restarts it."),
    image: z
      .string()
      .min(1)
      .optional()
      .describe(
        "With its tag or digest. Default: the exporter's own, from monitoring.operator.imageRegistry if named.",
      ),
  })
  .prefault({})
  .describe(
    "What asks a cloud's own monitoring, where brokers have no pages that tell as much: MSK without open monitoring.",
  );

export const kubernetesMonitoring = z
  .strictObject({ operator, exporter, ...keys, traces: podTraces })
  .prefault({})
  .describe("Metrics.");

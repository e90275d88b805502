/** `scaling`: who decides how many processes there are, when `workload` does not say it. */
import { z } from "zod";
import { capabilitiesOf } from "../../../components/kafka/capabilities.ts";
import { anyPort, chartRepository, httpUrl, kubeLabel, rotation } from "../scalars.ts";

/** Where nobody could do it: the reason is that of the table of capabilities. */
export const noScaling = z
  .strictObject({}, { error: `nothing: ${capabilitiesOf("local").scaling.reason}` })
  .prefault({})
  .describe("Nothing may stand in it here: processes of one machine are as many as workload says.");

const MOST = 1_000;
const instances = z.int().min(1).max(MOST);
/** Windows of Kubernetes' autoscaler end at an hour. */
const stabilisationSeconds = z.int().min(30).max(3_600).default(300);

const ingest = z.strictObject({
  minInstances: instances.default(2).describe("Pods at least. Default: 2, so that one may go."),
  maxInstances: instances.default(10).describe("Pods at most. Default: 10."),
  cpuPercent: z
    .int()
    .min(10)
    .max(100)
    .default(70)
    .describe("percent of kubernetes.cpu.ingest that pods use on average; above it more come. Default: 70."),
  memoryPercent: z
    .int()
    .min(10)
    .max(100)
    .default(90)
    .describe(
      "percent of a pod's memory used on average; above it more come. Memory is given back late, so that this is a guard and no measure of work. Default: 90.",
    ),
  stabilisationSeconds: stabilisationSeconds.describe(
    "seconds in which fewer pods must have been enough before a quarter of them goes. Default: 300.",
  ),
});

const prometheus = z
  .strictObject({
    address: httpUrl.describe(
      "Base address of Prometheus as KEDA reaches it, such as http://prometheus.monitoring.svc:9090.",
    ),
    port: anyPort
      .optional()
      .describe(
        "Port of its pods, when their Service translates that of address to another. Default: that of address.",
      ),
    query: z.string().min(1).describe("PromQL that gives one value; none at all leaves the number of pods as it is."),
    threshold: z.number().positive().describe("Of that value, for each pod: as many pods as it has of it."),
  })
  .optional()
  .describe("A query besides the lag; whichever asks for more pods counts. Default: only the lag.");

const processor = z.strictObject({
  minInstances: z
    .int()
    .min(0)
    .max(MOST)
    .default(1)
    .describe(
      "Pods at least. Default: 1; 0: none while there is no lag, and the first event waits until one has started.",
    ),
  maxInstances: instances
    .optional()
    .describe(
      "Pods at most. Default, and never more: the partitions of the input topic divided by workload.processor.workers.",
    ),
  lagPerInstance: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(50_000)
    .describe(
      "events that each pod may be behind: a lag of ten times as many brings ten pods. Default: 50000, less than a second of a worker at its full rate (BENCHMARKS.md).",
    ),
  pollingSeconds: z
    .int()
    .min(5)
    .max(600)
    .default(15)
    .describe("seconds between two looks at the lag while there is no pod. Default: 15."),
  stabilisationSeconds: stabilisationSeconds.describe(
    "seconds in which fewer pods must have been enough before half of them goes, as each change stops the group for a moment; a fifth of it before more come. Default: 300.",
  ),
  prometheus,
});

const namespace = kubeLabel
  .default("keda")
  .describe("Where it runs: pods of there may reach the brokers. Default: keda.");
const operator = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("install").describe("KEDA's definitions, and KEDA by its chart."),
      namespace,
      replicas: z
        .int()
        .min(1)
        .max(3)
        .default(2)
        .describe("Copies of each of its parts, of which one leads. Default: 2."),
      repository: chartRepository.optional().describe("Where the chart comes from. Default: KEDA's own."),
      imageRegistry: z.string().min(1).optional().describe("Host that images come from. Default: KEDA's own."),
    }),
    z.strictObject({
      mode: z.literal("present").describe("A KEDA that is there and watches the namespace, with its definitions."),
      namespace,
    }),
  ])
  .default({ mode: "install", namespace: "keda", replicas: 2 })
  .describe("Who looks at the lag, when the processor is scaled. Default: a KEDA of the stack's own.");

export const scaling = z
  .strictObject({
    ingest: ingest
      .optional()
      .describe(
        "As many pods of ingest as their CPU and memory ask for. Default: as many as workload.ingest.instances.",
      ),
    processor: processor
      .optional()
      .describe("As many pods of the processor as its lag asks for. Default: as many as workload.processor.instances."),
    operator,
    rotation: rotation
      .default(1)
      .describe("Raise it for a new password of the user that KEDA is to Kafka. Default: 1."),
  })
  .prefault({})
  .describe("Automatic scaling.");
export type Scaling = z.infer<typeof scaling>;

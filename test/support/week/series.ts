/** Made-up figures of a platform with 3 brokers, 20 topics, 10 groups and 6 processes, under the names that dashboards ask for. */
import type { Signal } from "../../../components/monitoring/signal.ts";
import { signals } from "../../../components/monitoring/signals/index.ts";
import { metricRows } from "../../../infra/setup/metrics-table.ts";

export interface Series {
  name: string;
  labels: Record<string, string>;
  value: Value;
}

/** What it is at each minute of a day, the same every day; or since the week began. */
export type Value = { daily: (minute: number) => number } | { weekly: (minute: number) => number };

/** Minutes. */
export const DAY = 24 * 60;
export const STEPS = 7 * DAY;
export const STACK = "week";

const range = (count: number, name: (index: number) => string) => Array.from({ length: count }, (_, i) => name(i + 1));
const brokers = range(3, (n) => `kafka-${n}`);
const topics = range(20, (n) => `topic-${String(n).padStart(2, "0")}`);
const groups = range(10, (n) => `group-${String(n).padStart(2, "0")}`);
const processes = [
  ...range(2, (n) => `ingest-${n}`),
  ...range(3, (n) => `processor-${n}`),
  ...range(1, (n) => `generator-${n}`),
].map((instance) => ({ job: instance.replace(/-\d+$/, ""), instance }));
const requests = ["Produce", "Fetch", "FetchConsumer", "FetchFollower", "Metadata", "Heartbeat", "OffsetCommit"];
const others: Record<string, string[]> = {
  instance: brokers,
  topic: topics,
  group: groups,
  request: requests,
  status: ["2xx", "4xx", "5xx"],
  type: ["cluster-ca", "client-ca"],
};

/** Every set of labels that a signal has. */
function setsOf(labels: readonly string[]): Record<string, string>[] {
  if (labels.includes("job"))
    return [
      ...brokers.map((instance) => ({ job: "kafka", instance })),
      { job: "registry", instance: "registry" },
      ...processes,
    ];
  // A group reads two topics.
  if (labels.includes("group") && labels.includes("topic"))
    return groups.flatMap((group, index) =>
      [topics[index * 2]!, topics[index * 2 + 1]!].map((topic) => ({ group, topic })),
    );
  return labels.reduce<Record<string, string>[]>(
    (sets, label) =>
      sets.flatMap((set) => (others[label] ?? ["one", "two"]).map((value) => ({ ...set, [label]: value }))),
    [{}],
  );
}

/** Goes up and down once a day. */
const wave = (base: number, phase = 0): Value => ({
  daily: (minute) => base * (1 + 0.3 * Math.sin(2 * Math.PI * (minute / DAY + phase))),
});
const grows = (from: number, aMinute: number): Value => ({ weekly: (minute) => from + aMinute * minute });
const always = (value: number): Value => ({ daily: () => value });

/** Of usual size for the unit; the first topic has the most. */
const sizes: Record<Signal["unit"], number> = {
  partitions: 300,
  brokers: 0,
  seconds: 0.05,
  bytes: 5e9,
  "bytes/s": 2e6,
  records: 400,
  "records/s": 900,
  "requests/s": 50,
  "events/s": 900,
  ratio: 0.4,
  count: 5,
};
/** Of a healthy platform. */
const ones = /_up$|active_controllers|balance$|watched_partitions|valid_windows/;
const zeros =
  /offline|under_|at_min|unclean|isr_shrinks|metadata_errors|failed|denied|violations|failures|slo_.*_bad|starts/;

function signalSeries(signal: Signal): Series[] {
  return setsOf(signal.labels).map((labels, index) => ({
    name: signal.name,
    labels,
    value: shape(signal, labels, index),
  }));
}

function shape({ name, unit }: Signal, labels: Record<string, string>, index: number): Value {
  if (ones.test(name)) return always(1);
  if (zeros.test(name)) return always(0);
  // Somebody keeps it and nobody reads it.
  if (name === "tributary:kafka_bytes_out" && labels["topic"] === topics.at(-1)) return always(0);
  if (name === "tributary:kafka_disk_used") return grows(0.4, 1e-5);
  if (name === "tributary:kafka_log_bytes") return grows(1e9, 1e5);
  if (name === "tributary:kafka_disk_bytes") return always(1e11);
  return wave(sizes[unit] / ("topic" in labels ? index + 1 : 1), index / 10);
}

const bounds = [
  "0.005",
  "0.01",
  "0.025",
  "0.05",
  "0.1",
  "0.25",
  "0.5",
  "1",
  "2.5",
  "5",
  "10",
  "30",
  "60",
  "300",
  "1800",
  "+Inf",
];
const values: Record<string, string[]> = {
  reason: ["INVALID_JSON", "MISSING_FIELD", "TOO_LARGE", "UNKNOWN"],
  status: ["202", "400", "429", "503"],
  result: ["committed", "aborted", "registry", "unavailable"],
  topic: ["topic-01"],
  partition: range(6, String),
};

async function applicationSeries(): Promise<Series[]> {
  const rows = (await metricRows()).filter(({ name }) => name !== "tributary_kafka_api_version");
  return rows.flatMap(({ name, type, labels, roles }) => {
    const at = processes.filter(({ job }) => roles.includes(job));
    const sets = labels.reduce<Record<string, string>[]>(
      (found, label) =>
        found.flatMap((set) => (values[label] ?? ["one", "two"]).map((value) => ({ ...set, [label]: value }))),
      at,
    );
    return sets.flatMap((set, index): Series[] => {
      if (type === "gauge") return [{ name, labels: set, value: wave(50, index / 10) }];
      if (type === "counter") return [{ name, labels: set, value: grows(0, /total$/.test(name) ? 60 : 1) }];
      const sum = { name: `${name}_sum`, labels: set, value: grows(0, 6e3) };
      const count = { name: `${name}_count`, labels: set, value: grows(0, 60) };
      // Of batches only the mean is asked for.
      if (!name.endsWith("_seconds")) return [sum, count];
      return [
        sum,
        count,
        ...bounds.map((le, bound) => ({
          name: `${name}_bucket`,
          labels: { ...set, le },
          value: grows(0, 60 * Math.min(1, 0.3 + 0.1 * bound)),
        })),
      ];
    });
  });
}

/** All series of these names. */
export async function series(names: ReadonlySet<string>): Promise<Series[]> {
  const alert = { alertname: "KafkaUnderReplicated", alertstate: "firing", severity: "warning", owner: "platform" };
  const all = [
    ...Object.values<Signal>(signals).flatMap(signalSeries),
    ...(await applicationSeries()),
    { name: "ALERTS", labels: alert, value: always(1) },
  ];
  return all.filter(({ name }) => names.has(name));
}

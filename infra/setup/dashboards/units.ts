/** Units as Grafana calls them. */
import type { Unit } from "../../../components/monitoring/dashboards/dashboard.ts";

export const units: Record<Unit, string> = {
  partitions: "short",
  brokers: "short",
  records: "short",
  count: "short",
  lines: "short",
  seconds: "s",
  days: "d",
  bytes: "bytes",
  "bytes/s": "binBps",
  "records/s": "si:rec/s",
  "events/s": "si:ev/s",
  "requests/s": "reqps",
  ratio: "percentunit",
};

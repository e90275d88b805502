/** One alert: what is wrong, how long it must be so, who is told, and the page that says what to do. */

import type { Query, Source } from "../signal.ts";
import type { signals } from "../signals/index.ts";

export type SignalKey = keyof typeof signals;

export interface Alert {
  /** CamelCase, begins with what it is about: `KafkaOfflinePartitions`. Its page is docs/runbooks/<name>.md. API: routes and silences name it. */
  name: string;
  /** critical: somebody is woken; warning: somebody looks in the morning. */
  severity: "critical" | "warning";
  /** Whose it is: who runs the platform, or whose application it is. */
  owner: "platform" | "application";
  /** Signals that the query asks, by key. It is there where a source tells all of them. */
  signals: readonly SignalKey[];
  /** Sources whose own metrics the query asks besides, such as the application's. */
  sources?: readonly Source[];
  /** True: it sounds. */
  query: Query;
  /** How long it must be true, such as 5m. Default: it sounds at once. */
  for?: string;
  /** Names of alerts that are but what follows from this one, and are not told while it sounds. Default: none. */
  explains?: readonly string[];
  /** One sentence with what and where, in Prometheus' templates: `{{ $value }} partitions have no leader`. */
  summary: string;
  /** What to look at or do first. */
  description: string;
}

/** For each alert: values of its signals with which it sounds, and with which it does not. Each is tried with every source that tells them. */
import type { SignalKey } from "../../../../components/monitoring/alerts/alert.ts";
import { deadLetters, ingestErrors, lateEvents } from "./fixtures.ts";
import { beside, type Course, counter, type Fixture, type Labels, raw, type Series, together } from "./series.ts";

export interface Situation {
  /** Of the signals, by key; one that is not named has no samples. */
  values?: Partial<Record<SignalKey, Course>>;
  /** Samples of metrics that the alert asks itself. */
  samples?: Series[];
  /** When it is looked at, minutes. Default: 45. */
  at?: number;
}

export interface Case {
  fires: Situation[];
  silent: Situation[];
  /** What it carries besides severity, owner and stack. Default: what its first signal carries. */
  labels?: Labels;
}

/** Sounds with one value, and not with the other. */
const value = (signal: SignalKey, bad: Course, good: Course): Case => ({
  fires: [{ values: { [signal]: bad } }],
  silent: [{ values: { [signal]: good } }],
});
const day = 86_400;
const processor = { instance: "processor-0" };

/** The same samples, bad and good; they have no labels of their own besides `labels`. */
const own = (fixture: Fixture, bad: Course, good: Course, labels: Labels = {}): Case => ({
  fires: [{ samples: fixture.series(bad) }],
  silent: [{ samples: fixture.series(good) }],
  labels,
});
const rising = (name: string, perMinutes: number, labels: Labels): Fixture =>
  counter(name, labels, { scale: 1 / (perMinutes * 60) });

/** Fast: a page within minutes at ten times its limit, none for a blip, none below the limit. Slow: after an hour. */
const burning = (fixture: Fixture, budget: number): { fast: Case; slow: Case } => {
  const at = (share: Course, minutes: number): Situation => ({ samples: fixture.series(share), at: minutes });
  const much = Math.min(0.9, 30 * budget);
  return {
    fast: {
      fires: [
        at(much, 12),
        at(
          [
            [0, 30],
            [much, 60],
          ],
          85,
        ),
      ],
      // What is over is over: the short window has recovered. And a little for long is no reason to wake anybody.
      silent: [
        at(
          [
            [0, 60],
            [much, 6],
            [0, 60],
          ],
          100,
        ),
        at(2 * budget, 45),
        at(0, 45),
      ],
      labels: {},
    },
    slow: {
      fires: [at(5 * budget, 100)],
      silent: [
        at(0.3 * budget, 200),
        at(
          [
            [0, 100],
            [5 * budget, 40],
          ],
          130,
        ),
      ],
      labels: {},
    },
  };
};
const slo = {
  ingest: burning(ingestErrors, 0.001),
  freshness: burning(lateEvents, 0.01),
  correctness: burning(deadLetters(), 0.03),
};

export const cases: Record<string, Case> = {
  KafkaBrokerDown: {
    fires: [
      {
        values: {
          brokerUp: [
            [1, 30],
            [0, 60],
          ],
        },
      },
    ],
    silent: [
      { values: { brokerUp: 1 } },
      {
        values: {
          brokerUp: [
            [1, 44],
            [0, 60],
          ],
        },
        at: 44,
      },
    ],
  },
  KafkaNotSeen: {
    fires: [{ values: { partitions: [[100, 20]] } }],
    // And one that never told.
    silent: [{ values: { partitions: 100 } }, { values: {} }],
    labels: {},
  },
  KafkaBrokersFenced: value("fencedBrokers", 1, 0),
  KafkaOfflinePartitions: value("offlinePartitions", 3, 0),
  KafkaUnderMinIsrPartitions: value("underMinIsr", 3, 0),
  KafkaUnderReplicatedPartitions: {
    fires: [{ values: { underReplicated: 3 } }],
    silent: [
      { values: { underReplicated: 0 } },
      {
        values: {
          underReplicated: [
            [0, 40],
            [3, 3],
            [0, 60],
          ],
        },
      },
    ],
  },
  KafkaReplicasUnstable: {
    fires: [{ values: { isrShrinks: 4 } }],
    // One broker that went.
    silent: [
      { values: { isrShrinks: 0 } },
      {
        values: {
          isrShrinks: [
            [0, 38],
            [4, 1],
            [0, 60],
          ],
        },
      },
    ],
  },
  KafkaControllerCount: {
    fires: [{ values: { activeControllers: 0 } }, { values: { activeControllers: 2 } }],
    silent: [{ values: { activeControllers: 1 } }],
  },
  KafkaUncleanElection: {
    fires: [
      {
        values: {
          uncleanElections: [
            [0, 40],
            [15, 2],
            [0, 60],
          ],
        },
      },
    ],
    silent: [
      { values: { uncleanElections: 0 } },
      {
        values: {
          uncleanElections: [
            [0, 10],
            [15, 2],
            [0, 60],
          ],
        },
      },
    ],
    labels: {},
  },
  KafkaLogFolderOffline: value("offlineLogFolders", 1, 0),
  KafkaMetadataErrors: value("metadataErrors", 1, 0),
  KafkaProduceSlow: value("requestSeconds", 3, 0.05),
  KafkaHandlersBusy: value("handlersIdle", 0.1, 0.7),
  KafkaNetworkThreadsBusy: value("networkIdle", 0.1, 0.7),
  KafkaRequestsRefused: {
    fires: [{ values: { failedProduce: 2, failedFetch: 0 } }, { values: { failedProduce: 0, failedFetch: 2 } }],
    silent: [{ values: { failedProduce: 0, failedFetch: 0.1 } }],
  },
  KafkaLoginsRefused: value("failedLogins", 1, 0),
  KafkaRequestsDenied: value("denied", 1, 0.01),
  KafkaTopicSilent: {
    fires: [
      {
        values: {
          recordsIn: [
            [5, 60],
            [0, 40],
          ],
        },
        at: 90,
      },
    ],
    silent: [
      { values: { recordsIn: 5 } },
      { values: { recordsIn: 0 } },
      // Now and then is enough for one that was mostly silent before.
      {
        values: {
          recordsIn: [
            [0, 60],
            [5, 10],
            [0, 60],
          ],
        },
        at: 120,
      },
    ],
  },
  ConsumerLagHigh: value("lag", 12_000, 50),
  ConsumerLagOld: value("lagSeconds", 900, 5),
  ConsumerGroupEmpty: {
    fires: [{ values: { members: 0, lag: 100 } }],
    silent: [{ values: { members: 2, lag: 100 } }, { values: { members: 0, lag: 0 } }],
  },
  KafkaDiskFilling: value("diskUsed", 0.9, 0.5),
  KafkaDiskFull: value("diskUsed", 0.97, 0.9),
  MachineProcessorsBusy: value("processorsBusy", 0.95, 0.4),
  JavaHeapFull: {
    fires: [{ values: { heapUsed: 0.96 } }],
    silent: [
      { values: { heapUsed: 0.5 } },
      {
        values: {
          heapUsed: [
            [0.96, 40],
            [0.3, 1],
            [0.96, 60],
          ],
        },
      },
    ],
  },
  JavaCollectsGarbage: value("gcShare", 0.3, 0.01),
  ServiceDown: value("servicesUp", 0, 1),
  CertificateExpiring: {
    fires: [{ values: { certificateSeconds: 10 * day }, at: 90 }],
    silent: [{ values: { certificateSeconds: 40 * day }, at: 90 }],
  },
  CertificateEndsSoon: value("certificateSeconds", 2 * day, 10 * day),
  StrimziReconciliationsFailing: {
    fires: [{ values: { reconciliationsFailed: 5 } }],
    silent: [{ values: { reconciliationsFailed: 0 } }],
  },
  CruiseControlAnomaly: value("anomalies", 2, 0),
  ConnectorFailed: value("failedConnectors", 1, 0),
  ConnectorTasksFailed: value("failedTasks", 2, 0),
  MirrorLate: value("mirrorLatency", 600, 2),
  ScalerFailing: value("scalerErrors", 4, 0),
  TracesLost: value("spansLost", 30, 0),
  WorkloadDown: {
    fires: [{ values: { podsWanted: 2, podsReady: 0 } }],
    silent: [{ values: { podsWanted: 2, podsReady: 1 } }, { values: { podsWanted: 0, podsReady: 0 } }],
  },
  PodNotReady: value("podsNotReady", 1, 0),
  ContainerRestarting: value("restarts", 5, 1),
  VolumeFilling: value("volumeUsed", 0.9, 0.7),
  NodeInTrouble: value("nodeTrouble", 1, 0),
  ScheduledJobFailing: {
    fires: [{ values: { scheduledWithoutSuccess: 900 }, at: 31 }],
    silent: [
      { values: { scheduledWithoutSuccess: 900 }, at: 20 },
      { values: { scheduledWithoutSuccess: -20 }, at: 60 },
    ],
  },
  BackupTooOld: value("backupAge", 27 * 3600, 25 * 3600),
  StrimziResourceNotReady: value("resourcesNotReady", 1, 0),
  StrimziResourceWarning: value("resourceWarnings", 1, 0),
  StrimziResourceDeprecated: value("resourcesDeprecated", 1, 0),
  StrimziRebalanceWaits: {
    fires: [{ values: { rebalancesWaiting: 1 }, at: 70 }],
    silent: [
      { values: { rebalancesWaiting: 1 }, at: 30 },
      { values: { rebalancesWaiting: 0 }, at: 70 },
    ],
  },
  StrimziRebalanceLong: {
    fires: [{ values: { rebalancesRunning: 1 }, at: 70 }],
    silent: [
      { values: { rebalancesRunning: 1 }, at: 30 },
      { values: { rebalancesRunning: 0 }, at: 70 },
    ],
  },
  ApplicationProcessDown: {
    fires: [
      {
        values: {
          processUp: [
            [1, 30],
            [0, 60],
          ],
        },
      },
    ],
    silent: [{ values: { processUp: 1 } }],
  },
  ApplicationNotReady: value("notReady", 0.9, 0),
  ProcessingStopped: {
    fires: [
      // It hangs, it is gone, and the generator alone writes.
      { values: { eventsIn: 50, eventsRead: 0 } },
      { values: { eventsIn: 50 } },
      { samples: counter("tributary_generator_sent_total", { instance: "generator-0" }).series(50) },
    ],
    silent: [{ values: { eventsIn: 50, eventsRead: 50 } }, { values: { eventsIn: 0, eventsRead: 0 } }],
  },
  DeadLettersHigh: value("deadLetterShare", 0.1, 0.01),
  OffsetReset: {
    fires: [
      { samples: [raw("tributary_consumer_offset_resets_total", processor, "0x40 1x100")] },
      // Before the process was looked at for the first time.
      { samples: [raw("tributary_consumer_offset_resets_total", processor, "_x40 1x100")] },
    ],
    silent: [
      { samples: [raw("tributary_consumer_offset_resets_total", processor, "0x300")] },
      { samples: [raw("tributary_consumer_offset_resets_total", processor, "0x5 1x100")] },
    ],
    labels: processor,
  },
  ProducersReplaced: own(rising("tributary_producers_opened_total", 10, processor), 20, 2, processor),
  WorkersRestarting: own(rising("tributary_worker_restarts_total", 15, processor), 6, 1, processor),
  RebalancesFrequent: own(
    beside(
      rising("tributary_rebalances_total", 15, { ...processor, reason: "crash" }),
      raw("tributary_rebalances_total", { ...processor, reason: "start" }, "0+5x300"),
    ),
    20,
    2,
  ),
  TransactionsAborted: own(
    beside(
      together(counter("tributary_transactions_total", { ...processor, result: "aborted" }, { scale: 100 })),
      raw("tributary_transactions_total", { ...processor, result: "committed" }, "0+6000x300"),
    ),
    0.5,
    0.01,
  ),
  IngestRefusing: own(
    beside(
      counter("tributary_ingest_requests_total", { status: "401" }, { scale: 100 }),
      raw("tributary_ingest_requests_total", { status: "202" }, "0+6000x300"),
    ),
    0.5,
    0.01,
  ),
  RegistryUnavailable: own(rising("tributary_schema_loads_total", 10, { ...processor, result: "unavailable" }), 6, 0),
  EventsLate: value("eventSeconds", 300, 1),
  AppendsLate: value("appendSeconds", 300, 1),
  SloIngestAvailabilityBurnsFast: slo.ingest.fast,
  SloIngestAvailabilityBurnsSlow: slo.ingest.slow,
  SloFreshnessBurnsFast: slo.freshness.fast,
  SloFreshnessBurnsSlow: slo.freshness.slow,
  SloCorrectnessBurnsFast: slo.correctness.fast,
  SloCorrectnessBurnsSlow: slo.correctness.slow,
};

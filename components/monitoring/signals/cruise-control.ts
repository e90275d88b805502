/** Whether load lies evenly on the brokers, as Cruise Control sees it; names are those of Strimzi's own rules for its JMX exporter. */
import type { Signal } from "../signal.ts";

export const cruiseControlSignals = {
  balance: {
    name: "tributary:cruise_control_balance",
    help: "How evenly the brokers are loaded; 1 is best, below 0 brokers or disks are dead",
    unit: "ratio",
    labels: [],
    from: {
      "cruise-control": "max by (stack) (kafka_cruisecontrol_anomalydetector_balancedness_score_value{%}) / 100",
    },
  },
  rebalancing: {
    name: "tributary:cruise_control_rebalancing",
    help: "1 while partitions are moved",
    unit: "count",
    labels: [],
    from: {
      "cruise-control": "max by (stack) (kafka_cruisecontrol_executor_ongoing_execution_non_kafka_assigner_value{%})",
    },
  },
  goalViolations: {
    name: "tributary:cruise_control_goal_violations",
    help: "Times in the last 15 minutes that a goal of balance was found violated",
    unit: "count",
    labels: [],
    from: {
      "cruise-control":
        "sum by (stack) (increase(kafka_cruisecontrol_anomalydetector_goal_violation_rate_count{%}[15m]))",
    },
  },
  diskFailures: {
    name: "tributary:cruise_control_disk_failures",
    help: "Times in the last 15 minutes that a disk was found dead",
    unit: "count",
    labels: [],
    from: {
      "cruise-control":
        "sum by (stack) (increase(kafka_cruisecontrol_anomalydetector_disk_failure_rate_count{%}[15m]))",
    },
  },
  watchedPartitions: {
    name: "tributary:cruise_control_watched_partitions",
    help: "Share of partitions that there are enough samples of; no proposal is made while it is low",
    unit: "ratio",
    labels: [],
    from: {
      "cruise-control": "max by (stack) (kafka_cruisecontrol_loadmonitor_monitored_partitions_percentage_value{%})",
    },
  },
  validWindows: {
    name: "tributary:cruise_control_valid_windows",
    help: "Share of the windows of time that have enough samples",
    unit: "ratio",
    labels: [],
    from: {
      "cruise-control":
        "max by (stack) (kafka_cruisecontrol_loadmonitor_valid_windows_value{%}) / (max by (stack) (kafka_cruisecontrol_loadmonitor_total_monitored_windows_value{%}) > 0)",
    },
  },
  samplesFailed: {
    name: "tributary:cruise_control_samples_failed",
    help: "Times in the last 15 minutes that samples could not be read from the brokers",
    unit: "count",
    labels: [],
    from: {
      "cruise-control":
        "sum by (stack) (increase(kafka_cruisecontrol_metricfetchermanager_partition_samples_fetcher_failure_rate_count{%}[15m]))",
    },
  },
  proposalSeconds: {
    name: "tributary:cruise_control_proposal_seconds_p99",
    help: "Seconds that a proposal took to make, the slowest but one of a hundred",
    unit: "seconds",
    labels: [],
    from: {
      // Milliseconds, as its JMX reporter has them.
      "cruise-control":
        "max by (stack) (kafka_cruisecontrol_goaloptimizer_proposal_computation_timer_99thpercentile{%}) / 1000",
    },
  },
} as const satisfies Record<string, Signal>;

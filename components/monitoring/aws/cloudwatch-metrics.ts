/**
 * What is asked of CloudWatch's AWS/Kafka, and what the exporter calls it.
 * Source: names stand in documented.json, looked up 2026-11-28; the statistics of serverless clusters in MSK's developer guide, "Monitoring for
 * Serverless Clusters": a value is of one partition, and the sum over a minute is the topic's.
 */

export type Statistic = "Average" | "Maximum" | "Sum";
export interface CloudWatchMetric {
  statistic: Statistic;
  /** Whether no value means none of it: of what flows, not of what is counted. Default: false. */
  zero?: boolean;
}
export type CloudWatchSource = "cloudwatch" | "cloudwatch-serverless";

const average: CloudWatchMetric = { statistic: "Average" };
const most: CloudWatchMetric = { statistic: "Maximum" };
const flow: CloudWatchMetric = { statistic: "Average", zero: true };
const flowOfPartitions: CloudWatchMetric = { statistic: "Sum", zero: true };

export const cloudWatchMetrics: Record<CloudWatchSource, Record<string, CloudWatchMetric>> = {
  cloudwatch: {
    ActiveControllerCount: most,
    BytesInPerSec: flow,
    BytesOutPerSec: flow,
    ConnectionCount: average,
    CpuSystem: most,
    CpuUser: most,
    EstimatedMaxTimeLag: most,
    HeapMemoryAfterGC: most,
    KafkaDataLogsDiskUsed: most,
    LeaderCount: average,
    MessagesInPerSec: flow,
    NetworkProcessorAvgIdlePercent: average,
    OfflinePartitionsCount: most,
    PartitionCount: average,
    ReplicationBytesInPerSec: flow,
    RequestHandlerAvgIdlePercent: average,
    SumOffsetLag: most,
    UnderMinIsrPartitionCount: most,
    UnderReplicatedPartitions: most,
  },
  "cloudwatch-serverless": {
    BytesInPerSec: flowOfPartitions,
    BytesOutPerSec: flowOfPartitions,
    EstimatedMaxTimeLag: most,
    MaxEstimatedTimeLag: most,
    MessagesInPerSec: flowOfPartitions,
    SumOffsetLag: { statistic: "Sum" },
  },
};

/** As yet-another-cloudwatch-exporter spells it, which leaves out what the namespace says already (0.67.0, pkg/promutil, BuildMetricName). */
export function exportedName(metric: string, statistic: Statistic): string {
  const snake = metric.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return `aws_kafka_${snake.replace(/^kafka_/, "")}_${statistic.toLowerCase()}`;
}

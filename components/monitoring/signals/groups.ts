/** How far consumer groups are behind. */
import type { Signal } from "../signal.ts";

export const groupSignals = {
  lag: {
    name: "tributary:kafka_group_lag",
    help: "Records of a topic that a group has not committed yet",
    unit: "records",
    labels: ["group", "topic"],
    from: {
      "kafka-exporter":
        'sum by (stack, group, topic) (label_replace(kafka_consumergroup_lag{%}, "group", "$1", "consumergroup", "(.+)"))',
      // MSK's brokers have these beside Kafka's own.
      "jmx-exporter":
        'max by (stack, group, topic) (label_replace(kafka_consumer_group_ConsumerLagMetrics_Value{%,name="SumOffsetLag"}, "group", "$1", "groupId", "(.+)"))',
      cloudwatch: "max by (stack, group, topic) (aws_kafka_sum_offset_lag_maximum{%})",
      "cloudwatch-serverless": "max by (stack, group, topic) (aws_kafka_sum_offset_lag_sum{%})",
      "confluent-api":
        'sum by (stack, group, topic) (label_replace(confluent_kafka_server_consumer_lag_offsets{%}, "group", "$1", "consumer_group_id", "(.+)"))',
      // Of the application's own group alone, by what it says itself: nobody else is asked on one machine.
      application:
        'sum by (stack, group, topic) (label_replace(tributary_consumer_lag{%}, "group", "application", "", ""))',
    },
  },
  lagSeconds: {
    name: "tributary:kafka_group_lag_seconds",
    help: "Age of what a group has not read yet, as its service guesses it",
    unit: "seconds",
    labels: ["group", "topic"],
    from: {
      "jmx-exporter":
        'max by (stack, group, topic) (label_replace(kafka_consumer_group_ConsumerLagMetrics_Value{%,name="EstimatedMaxTimeLag"}, "group", "$1", "groupId", "(.+)"))',
      cloudwatch: "max by (stack, group, topic) (aws_kafka_estimated_max_time_lag_maximum{%})",
      // The guide has called it both: as the other kinds of clusters do, and turned round.
      "cloudwatch-serverless":
        "max by (stack, group, topic) (aws_kafka_estimated_max_time_lag_maximum{%}) or max by (stack, group, topic) (aws_kafka_max_estimated_time_lag_maximum{%})",
    },
  },
  members: {
    name: "tributary:kafka_group_members",
    help: "Members of a group",
    unit: "count",
    labels: ["group"],
    from: {
      "kafka-exporter":
        'sum by (stack, group) (label_replace(kafka_consumergroup_members{%}, "group", "$1", "consumergroup", "(.+)"))',
    },
  },
} as const satisfies Record<string, Signal>;

/** What MirrorMaker copies to a standby cluster; how late it is stands in around.ts. */
import type { Signal } from "../signal.ts";

export const mirrorSignals = {
  mirrorRecords: {
    name: "tributary:mirror_records",
    help: "Records of a topic that are copied to the standby cluster",
    unit: "records/s",
    labels: ["topic"],
    from: { "mirror-maker": "sum by (stack, topic) (kafka_connect_mirror_mirrorsourceconnector_record_rate{%})" },
  },
  mirrorBytes: {
    name: "tributary:mirror_bytes",
    help: "Bytes of a topic that are copied to the standby cluster",
    unit: "bytes/s",
    labels: ["topic"],
    from: { "mirror-maker": "sum by (stack, topic) (kafka_connect_mirror_mirrorsourceconnector_byte_rate{%})" },
  },
  mirrorAge: {
    name: "tributary:mirror_record_age_seconds",
    help: "Age of a topic's records when they are read to be copied, the worst of a topic",
    unit: "seconds",
    labels: ["topic"],
    from: {
      "mirror-maker": "max by (stack, topic) (kafka_connect_mirror_mirrorsourceconnector_record_age_ms_max{%}) / 1000",
    },
  },
  mirrorOffsets: {
    name: "tributary:mirror_checkpoint_seconds",
    help: "Seconds from a group's commit until the standby cluster knows of it",
    unit: "seconds",
    labels: ["group"],
    from: {
      "mirror-maker":
        "max by (stack, group) (kafka_connect_mirror_mirrorcheckpointconnector_checkpoint_latency_ms_max{%}) / 1000",
    },
  },
} as const satisfies Record<string, Signal>;

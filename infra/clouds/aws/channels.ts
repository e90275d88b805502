/** Where a channel of MSK delivers to: of the settings alone, or a place in the stack's lake. */
import type { Delivery } from "../../../components/kafka/msk/channel-policy.ts";
import type { AwsLake } from "../../../components/lake/aws/lake.ts";
import { channelKeyTemplate } from "../../../components/lake/aws/layout.ts";
import type { LakeTables } from "../../../components/lake/aws/tables.ts";
import type { MskChannels } from "../../settings/kafka/msk-channels.ts";

/** What there is of it; the settings' checks have seen that a channel names no more. */
export interface Lake {
  objects?: AwsLake;
  tables?: LakeTables;
}

type Channel = MskChannels[string];

export function deliveryOf({ topic, destination, deadLetters }: Channel, { objects, tables }: Lake): Delivery {
  return {
    destination: destinationOf(topic, destination, { objects, tables }),
    deadLetters: deadLetters ?? { bucket: objects!.bucket.arn, prefix: `${objects!.errorPrefix}${topic}/` },
  };
}

function destinationOf(topic: string, destination: Channel["destination"], lake: Lake): Delivery["destination"] {
  switch (destination.type) {
    case "lake": {
      const { bucket, topics } = lake.objects!;
      const { prefix } = topics[topic]!;
      // As the topic's table reads it: lines of JSON by day and hour, without compression, which names would have to end with.
      const kept = { keyTemplate: channelKeyTemplate, compression: "NONE", storageClass: "STANDARD" } as const;
      return { type: "s3", bucket: bucket.arn, prefix, format: "JSON", ...kept };
    }
    case "lake-table": {
      const { bucket, namespace, topics } = lake.tables!;
      const { table, schema } = topics[topic]!;
      const { partitionBy } = destination;
      return { type: "iceberg", tableBucket: bucket, database: namespace, table, schema, partitionBy, evolve: false };
    }
    default:
      return destination;
  }
}

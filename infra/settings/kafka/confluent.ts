/** `kafka` with `backend: confluent`: Confluent Cloud. */
import { z } from "zod";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

export const confluentKafka = z
  .strictObject({
    backend: z.literal("confluent").describe("Confluent Cloud."),
    topics,
    access,
  })
  .meta({ id: "KafkaConfluent" });
export type ConfluentKafka = z.infer<typeof confluentKafka>;

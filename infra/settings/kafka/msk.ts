/** `kafka` with `backend: msk`: Amazon Managed Streaming for Apache Kafka. */
import { z } from "zod";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

export const mskKafka = z
  .strictObject({
    backend: z.literal("msk").describe("Amazon Managed Streaming for Apache Kafka."),
    topics,
    access,
  })
  .meta({ id: "KafkaMsk" });
export type MskKafka = z.infer<typeof mskKafka>;

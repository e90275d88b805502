/** How a role of the application sends its records; the bounds are those of app/src/config.ts. */
import { z } from "zod";
import { codecSchema } from "../../../app/src/connection.ts";

/** Keys that every role has. */
export const sending = {
  compression: codecSchema
    .default("none")
    .describe("How batches are compressed: none, gzip, snappy, lz4 or zstd. Default: none. A change restarts it."),
  batching: z
    .strictObject({
      lingerMs: z
        .int()
        .min(0)
        .max(1_000)
        .default(0)
        .describe(
          "milliseconds that a batch which is not full waits for more records: fewer requests, later answers. Default: 0, then only what comes while a batch is out goes together.",
        ),
      maxBytes: z
        .int()
        .min(1_024)
        .max(16_777_216)
        .default(900_000)
        .describe(
          "bytes of a batch before compression, and never more than 85 % of what its topics take. Default: 900000.",
        ),
      maxRecords: z.int().min(1).max(1_000_000).default(20_000).describe("Records of a batch. Default: 20000."),
    })
    .prefault({})
    .describe("When records are sent. A change restarts it."),
};

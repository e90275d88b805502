/** `registry`: the schema registry. */
import { z } from "zod";
import { httpUrl } from "../scalars.ts";

export const registry = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether schemas are registered. Default: true; false is refused while a topic has a schema."),
    url: httpUrl
      .optional()
      .describe(
        "Base address of a Confluent-compatible registry that somebody else runs. Default: none, then one is started.",
      ),
    heapMb: z
      .int()
      .min(128)
      .max(8192)
      .default(160)
      .describe("MiB of Java heap of the one that is started. Default: 160. A change restarts it."),
  })
  .prefault({})
  .describe("The schema registry.");
export type Registry = z.infer<typeof registry>;

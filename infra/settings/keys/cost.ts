/** `cost`: who pays, and how much a month is allowed (docs/cost.md). */
import { z } from "zod";

const gb = (what: string) =>
  z.number().nonnegative().optional().describe(`${what} Default: unknown; only its price is told then.`);

export const assumed = z
  .strictObject({
    inGbPerDay: gb("GB a day that producers write."),
    outGbPerDay: gb("GB a day that consumers read, all groups together."),
    logsGbPerDay: gb("GB a day of lines that go to CloudWatch."),
    keptGb: gb("GB that Kafka keeps at a time, where what is kept is paid for and not a disk."),
    lakeGb: gb("GB that the lake holds at a time."),
  })
  .prefault({})
  .describe("The load that an estimate reckons with. It changes nothing that is deployed.");

export const cost = z
  .strictObject({
    owner: z.string().min(1).max(128).optional().describe("Who answers for this stack; becomes a tag. Default: none."),
    center: z.string().min(1).max(128).optional().describe("Cost centre; becomes a tag. Default: none."),
    budget: z
      .number()
      .positive()
      .optional()
      .describe(
        "USD a month. What of the stack costs at least, as far as list prices are known, may not be more. Default: none.",
      ),
    over: z
      .enum(["refuse", "warn"])
      .optional()
      .describe(
        "What `preview`, `up` and pipelines do when that is above the budget. Default: refuse in production, warn elsewhere.",
      ),
    prices: z
      .string()
      .min(1)
      .optional()
      .describe(
        "File of prices of your own below the project's root, YAML or JSON, which take the place of list prices. Default: none.",
      ),
    assume: assumed,
  })
  .prefault({})
  .describe("Who pays, and how much at most (docs/cost.md).");

/** GB a day or at a time. */
export type Assumed = z.infer<typeof assumed>;

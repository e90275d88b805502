/** `policy`: where the rules of infra/policy are bent, by whom they were told and until when. */
import { z } from "zod";
import { ruleNames } from "../../policy/names.ts";
import { instanceSizes } from "../../policy/rules/sizes.ts";

const exception = z
  .strictObject({
    rule: z.enum(ruleNames).describe("Name of the rule: docs/policy.md has them."),
    resource: z
      .string()
      .min(1)
      .describe(
        "Logical name of the one resource that may break it, as `npm run tributary -- policy` prints it, or its URN.",
      ),
    reason: z
      .string()
      .min(10, { error: "a sentence of at least 10 characters: whoever reads it later was not there" })
      .describe("Why, a sentence; `policy` prints it each time."),
    until: z.iso
      .date({ error: 'a day, in quotes, such as "2027-03-31"' })
      .describe("The last day that it holds. Afterwards it fails, so that somebody looks again."),
  })
  .meta({ id: "PolicyException" });

export const policy = z
  .strictObject({
    exceptions: z.array(exception).default([]).describe("Resources that may break a rule for a while. Default: none."),
    regions: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Regions that anything may be in. Default: those that the stack's other settings name."),
    largest: z
      .strictObject({
        instance: z
          .enum(instanceSizes)
          .optional()
          .describe("Largest size of machines. Default: 2xlarge, and 8xlarge in production."),
        cku: z
          .int()
          .positive()
          .optional()
          .describe("Most units of a dedicated cluster of Confluent Cloud. Default: 2, and 8 in production."),
      })
      .prefault({})
      .describe("How large things may be."),
  })
  .prefault({})
  .describe("What the rules that are held against every stack take from the settings (docs/policy.md).");

export type PolicyException = z.infer<typeof exception>;

/** `aws.eks`: made for the stack, or there already. */
import { z } from "zod";

export const eks = z
  .discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("create").describe("A cluster of the stack's own.") }),
    z.strictObject({
      mode: z.literal("existing").describe("A cluster that is there."),
      name: z.string().min(1).describe("Its name."),
    }),
  ])
  .prefault({ mode: "create" });

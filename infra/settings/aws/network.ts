/** `aws.network`: made for the stack, or there already. */
import { z } from "zod";

export const network = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("create").describe("A network of the stack's own, with private subnets in its zones."),
      cidr: z
        .cidrv4()
        .default("10.60.0.0/16")
        .describe("Range of its addresses. Default: 10.60.0.0/16. A change makes it anew."),
    }),
    z.strictObject({
      mode: z.literal("existing").describe("A network that is there."),
      id: z
        .string()
        .regex(/^vpc-[0-9a-f]+$/, { error: "the id of a VPC" })
        .describe("The VPC."),
    }),
  ])
  .prefault({ mode: "create" });

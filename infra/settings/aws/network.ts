/** `aws.network`: made for the stack, or there already. */
import { z } from "zod";
import { cidr, retention, zone } from "./scalars.ts";

export const network = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("create").describe("A network of the stack's own, with private subnets in its zones."),
      cidr: cidr
        .default("10.60.0.0/16")
        .describe(
          "Range of its addresses, private, /16 to /20: pods have addresses of it, too. Default: 10.60.0.0/16. A change makes it anew.",
        ),
      zones: z
        .array(zone)
        .min(2)
        .max(6)
        .optional()
        .describe(
          "Its zones, at least two; a third of all data is in each of three. Default: the first three of the region. Another one adds its subnets.",
        ),
      nat: z
        .enum(["none", "one", "zone"])
        .optional()
        .describe(
          "How private subnets reach the internet: not at all, by one gateway, or by one in each zone, which costs more and fails alone. Default: one, in production zone. In place.",
        ),
      endpoints: z
        .enum(["all", "s3"])
        .default("all")
        .describe(
          "Which services of AWS are asked inside the network: all that nodes and pods need, at a price by the hour, or S3 alone and the others through the gateway. Default: all. In place.",
        ),
      flowLogs: z
        .union([z.literal(false), retention])
        .default(30)
        .describe(
          "Days that CloudWatch keeps who talked to whom; false: nobody writes it down. Default: 30. In place.",
        ),
    }),
    z.strictObject({
      mode: z.literal("existing").describe("A network that is there. Nothing in it is changed."),
      id: z
        .string()
        .regex(/^vpc-[0-9a-f]+$/, { error: "the id of a VPC" })
        .describe("The VPC."),
      subnets: z
        .array(
          z.strictObject({
            id: z
              .string()
              .regex(/^subnet-[0-9a-f]+$/, { error: "the id of a subnet" })
              .describe("The subnet."),
            zone: zone.describe("Its zone."),
            cidr: cidr.describe("Range of its addresses."),
          }),
        )
        .default([])
        .describe("Its private subnets, one a zone: brokers and nodes are in them. At least two must be named."),
      cidrs: z
        .array(cidr)
        .min(1)
        .optional()
        .describe("All ranges that reach the brokers. Default: those of the subnets."),
    }),
  ])
  .prefault({ mode: "create" });
export type NetworkKeys = z.infer<typeof network>;

/** `aws`: what only AWS has. */
import { z } from "zod";
import { eks } from "./eks.ts";
import { network } from "./network.ts";
import { region } from "./scalars.ts";

export { region };

export const awsKeys = z.strictObject({
  region: region.describe("Region of everything. A change makes all of it anew, and is refused in production."),
  account: z
    .string()
    .regex(/^\d{12}$/, { error: "an account of 12 digits" })
    .optional()
    .describe("Account that this must be; credentials of another one are refused. Default: any."),
  network: network.describe("The network that everything is in. Default: one of its own."),
  eks: eks.describe("The Kubernetes cluster that the application runs on. Default: one of its own."),
});
export type AwsKeys = z.infer<typeof awsKeys>;

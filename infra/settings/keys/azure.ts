/** `azure`: what only Azure has. */
import { z } from "zod";

export const azureLocation = /^[a-z]+\d?$/;
const id = (kind: string) =>
  z.string().regex(new RegExp(`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/${kind}$`), {
    error: "a resource id, which begins with /subscriptions/",
  });

export const azureKeys = z.strictObject({
  subscription: z
    .uuid({ error: "an id of hexadecimal digits and dashes, such as 11111111-1111-4111-8111-111111111111" })
    .describe("Subscription of everything."),
  location: z
    .string()
    .regex(azureLocation, { error: "a location, such as westeurope" })
    .describe("Location of everything. A change makes all of it anew, and is refused in production."),
  resourceGroup: z
    .string()
    .regex(/^[A-Za-z0-9._()-]{1,89}[A-Za-z0-9_()-]$/, { error: "the name of a resource group" })
    .describe("Resource group, which is there, that private endpoints are made in."),
  network: z
    .strictObject({
      id: id("virtualNetworks/[^/]+").describe(
        "Resource id of the virtual network that the Kubernetes cluster's nodes are in.",
      ),
      subnet: id("virtualNetworks/[^/]+/subnets/[^/]+").describe(
        "Resource id of its subnet that private endpoints take their addresses of.",
      ),
      cidr: z.cidrv4().describe("Range of the subnet: what pods may reach."),
    })
    .optional()
    .describe("Where private endpoints go. Default: none, then nothing private can be reached."),
});
export type AzureKeys = z.infer<typeof azureKeys>;

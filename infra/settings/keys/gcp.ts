/** `gcp`: what only Google Cloud has. */
import { z } from "zod";
import { kubeLabel } from "../scalars.ts";

export const gcpRegion = /^[a-z]+-[a-z]+\d{1,2}$/;

export const gcpKeys = z.strictObject({
  project: z
    .string()
    .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, { error: "the id of a project, such as team-platform-1" })
    .describe("Project of everything."),
  region: z
    .string()
    .regex(gcpRegion, { error: "a region, such as europe-west3" })
    .describe("Region of everything. A change makes all of it anew, and is refused in production."),
  network: z
    .strictObject({
      name: kubeLabel.describe("Network that the Kubernetes cluster's nodes are in."),
      subnetwork: kubeLabel.describe("Subnetwork in the region that private endpoints take their addresses of."),
      cidr: z.cidrv4().describe("Range of the subnetwork: what pods may reach."),
    })
    .optional()
    .describe("Where private endpoints go. Default: none, then nothing private can be reached."),
});
export type GcpKeys = z.infer<typeof gcpKeys>;

/** The keys that the settings of every cloud have, with the same meaning. */
import { z } from "zod";
import { cost } from "./cost.ts";
import { delivery } from "./delivery.ts";
import { logging } from "./logging.ts";
import { monitoring } from "./monitoring.ts";
import { lake, recovery } from "./others.ts";
import { policy } from "./policy.ts";
import { registry } from "./registry.ts";
import { secrets } from "./secrets.ts";
import { workload } from "./workload.ts";

export const sharedKeys = {
  settingsVersion: z.literal(1).default(1).describe("Version of the settings' shape. Default: 1."),
  environment: z
    .enum(["development", "production"])
    .default("development")
    .describe("production protects what holds data: it cannot be deleted. Default: development."),
  workload,
  registry,
  monitoring,
  logging,
  secrets,
  recovery,
  lake,
  policy,
  cost,
  delivery,
};

/** What `register-schemas` is told: one JSON file (TRIBUTARY_CONFIG), as with the roles. */
import { z } from "zod";
import { logLevelSchema } from "../../config.ts";
import { registryConnectionSchema } from "../../connection.ts";

export const schemasConfigSchema = z.strictObject({
  version: z.literal(1),
  registry: registryConnectionSchema,
  schemas: z
    .array(
      z.strictObject({
        subject: z.string().min(1),
        schemaType: z.enum(["AVRO", "JSON"]),
        /** Its text. */
        schema: z.string().min(1),
        compatibility: z.enum([
          "NONE",
          "BACKWARD",
          "BACKWARD_TRANSITIVE",
          "FORWARD",
          "FORWARD_TRANSITIVE",
          "FULL",
          "FULL_TRANSITIVE",
        ]),
      }),
    )
    .min(1),
  /** seconds until a registry that does not answer is given up */
  waitSeconds: z.int().min(0).max(3_600).default(120),
  logLevel: logLevelSchema,
});
export type SchemasConfig = z.infer<typeof schemasConfigSchema>;
export type SchemasConfigInput = z.input<typeof schemasConfigSchema>;

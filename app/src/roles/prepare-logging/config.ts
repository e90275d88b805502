/** What `prepare-logging` is told: one JSON file (TRIBUTARY_CONFIG), as with the roles. */
import { z } from "zod";
import { logLevelSchema } from "../../config.ts";
import { secretRefSchema } from "../../connection.ts";

const serverSchema = z.strictObject({
  /** Base address, such as https://logging-es-http.tributary.svc:9200. */
  url: z.url({ protocol: /^https?$/ }),
  /** Of its authority. Default: those that the system trusts. */
  ca: secretRefSchema.optional(),
  username: z.string().min(1),
  password: secretRefSchema,
});

export const loggingConfigSchema = z.strictObject({
  version: z.literal(1),
  elasticsearch: serverSchema,
  /** Default: none is told anything. */
  kibana: serverSchema.optional(),
  /** Sent one after the other; the same once more changes nothing. */
  requests: z
    .array(
      z.strictObject({
        method: z.literal("PUT"),
        path: z.string().min(1),
        body: z.record(z.string(), z.unknown()),
        /** Put into the body as `password`. */
        password: secretRefSchema.optional(),
        /** Statuses that are as good as a success. */
        accepts: z.array(z.int()).optional(),
      }),
    )
    .min(1),
  /** Kibana's saved objects, as NDJSON. */
  savedObjects: z.string().min(1).optional(),
  /** seconds until a server that does not answer is given up */
  waitSeconds: z.int().min(0).max(3_600).default(600),
  logLevel: logLevelSchema,
});
export type LoggingConfig = z.infer<typeof loggingConfigSchema>;
export type LoggingConfigInput = z.input<typeof loggingConfigSchema>;

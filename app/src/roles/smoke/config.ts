/** What `smoke` is told: one JSON file (TRIBUTARY_CONFIG), as with the roles. */
import { z } from "zod";
import { logLevelSchema } from "../../config.ts";
import { kafkaConnectionSchema, secretGenerationsSchema } from "../../connection.ts";

/** Pages of metrics; a name with several addresses, such as that of a headless Service, means the page of each. */
const pages = z.array(z.url({ protocol: /^http$/ })).min(1);

export const smokeConfigSchema = z.strictObject({
  version: z.literal(1),
  /** Of a principal of its own: it writes to the input, and reads the output and the dead letters. */
  connection: kafkaConnectionSchema,
  ingest: z.strictObject({
    /** Base address of the HTTP API, e.g. http://127.0.0.1:18080 */
    url: z.url({ protocol: /^https?$/ }),
    token: secretGenerationsSchema,
  }),
  topics: z.strictObject({ input: z.string().min(1), output: z.string().min(1), deadLetter: z.string().min(1) }),
  metrics: z.strictObject({ ingest: pages, processor: pages }),
  /** seconds for all of it */
  deadlineSeconds: z.int().min(1).max(600).default(30),
  /** Path of a file that gets the line of the result, too, such as the one that Kubernetes keeps of a container. Default: none. */
  resultFile: z.string().min(1).optional(),
  logLevel: logLevelSchema,
});
export type SmokeConfig = z.infer<typeof smokeConfigSchema>;
export type SmokeConfigInput = z.input<typeof smokeConfigSchema>;

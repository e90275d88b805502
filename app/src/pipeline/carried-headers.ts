/** Headers of a source record that its processed record carries on, in the order in which they are written. */
import { HEADER } from "../record/headers.ts";

export const carriedHeaders = [
  HEADER.correlationId,
  HEADER.idempotencyKey,
  HEADER.idempotencyLine,
  // Last: the direct transform writes over it where it is.
  HEADER.traceParent,
] as const;

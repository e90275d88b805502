/** Errors behind an error. */

/** As kafkajs and Kafka's answers write them. */
export interface ChainedError extends Error {
  /** Kafka's name of it, such as TOPIC_AUTHORIZATION_FAILED. */
  type?: unknown;
}

/** Every error that led to this one, itself first: kafkajs keeps them under three names. */
export function* errorChain(error: unknown): Generator<ChainedError> {
  const seen = new Set<unknown>();
  const waiting = [error];
  while (waiting.length > 0) {
    const at = waiting.pop();
    if (!(at instanceof Error) || seen.has(at)) continue;
    seen.add(at);
    yield at;
    const { originalError, errors } = at as { originalError?: unknown; errors?: unknown };
    waiting.push(at.cause, originalError, ...(Array.isArray(errors) ? errors : []));
  }
}

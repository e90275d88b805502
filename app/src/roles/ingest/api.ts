/**
 * POST /v1/events over HTTP. 2xx is said only after all in-sync replicas have every accepted event.
 * - 200 `{accepted, rejected, results}`: at least one event was accepted; `results` says of each line what became of it
 * - 400 none was accepted, or the body cannot be read; 401 no valid token; 404, 405 not this path or method
 * - 409 the same Idempotency-Key is at work; 413 body too large; 415 encoded body; 422 the key came with another body before
 * - 429 too many requests; 503 the buffer is full or Kafka does not acknowledge; both with Retry-After
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Encoder } from "../../codec/encoder.ts";
import type { Topics } from "../../kafka/port.ts";
import type { Sink } from "../../kafka/sink/sink.ts";
import { LineBudget } from "../../line-budget.ts";
import type { Log } from "../../log.ts";
import type { IngestMetrics } from "../../ops/metrics.ts";
import type { RequestTracing } from "../../ops/tracing/requests.ts";
import { harmless } from "../../record/correlation.ts";
import { parseTraceParent } from "../../record/trace-parent.ts";
import type { Tokens } from "./auth.ts";
import { BodiesFullError, BodyBudget, BodyTooLargeError, readBody } from "./body.ts";
import { type Delivery, deliver, type Origin } from "./deliver.ts";
import { IdempotencyStore, type StoredAnswer } from "./idempotency.ts";
import { BodyError, parseBody } from "./parse.ts";
import { RateLimit } from "./rate-limit.ts";

export interface IngestApiOptions {
  topic: string;
  maxBodyBytes: number;
  requestsPerSecond: number;
  bufferRecords: number;
  tokens: Pick<Tokens, "identify">;
  sink: Pick<Sink, "send" | "pendingRecords" | "failingMs">;
  topics: Topics;
  /** Default: plain JSON. */
  encode?: Encoder["encode"];
  metrics: Pick<IngestMetrics, "accepted" | "rejected" | "requests">;
  log: Log;
  /** Default: none. */
  tracing?: Pick<RequestTracing, "request"> | undefined;
  /** Milliseconds that Kafka has to acknowledge; default 10,000. */
  ackTimeoutMs?: number;
}

const ROUTE = "/v1/events";
/** bytes of all bodies at work */
const BODIES_BYTES = 67_108_864;
/** Kafka has failed for so long: do not even try while others wait for it. */
const FAILING_MS = 3_000;
const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** An answer that is not the result of a delivery. */
class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Of the answer that an error of work on a request becomes. */
const statusOf = (error: unknown): number =>
  error instanceof Refusal || error instanceof BodyError ? error.status : 500;

const away = (): Refusal => new Refusal(503, "Kafka does not acknowledge at the moment.", { "retry-after": "5" });

/** A server that does not listen yet. */
export function createIngestServer(options: IngestApiOptions): Server {
  const { tokens, sink, metrics, log } = options;
  const rate = new RateLimit(options.requestsPerSecond);
  const store = new IdempotencyStore();
  const told = new LineBudget();
  const budget = new BodyBudget(Math.max(BODIES_BYTES, options.maxBodyBytes));

  async function handle(
    request: IncomingMessage,
    correlationId: string,
    taken: (bytes: number) => void,
  ): Promise<StoredAnswer & { replayed?: boolean }> {
    if (request.url?.split("?")[0] !== ROUTE) throw new Refusal(404, `Only ${ROUTE} is served here.`);
    if (request.method !== "POST") throw new Refusal(405, "Only POST is allowed.", { allow: "POST" });
    const sender = tokens.identify(request.headers.authorization);
    if (sender === undefined)
      throw new Refusal(401, "A valid bearer token is required.", { "www-authenticate": 'Bearer realm="tributary"' });
    const seconds = rate.take(sender);
    if (seconds > 0) throw new Refusal(429, "Too many requests.", { "retry-after": String(seconds) });
    const encoding = request.headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") throw new Refusal(415, "The body must not be encoded.");
    const key = request.headers["idempotency-key"];
    if (key !== undefined && (typeof key !== "string" || !keyPattern.test(key))) {
      throw new Refusal(400, "Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.");
    }
    if (sink.failingMs() > FAILING_MS) throw away();
    const body = await readBody(request, options.maxBodyBytes, budget, taken);
    if (key === undefined) return traced(request, body, { correlationId });

    const begun = store.begin(sender, key, body);
    if (begun.kind === "in-flight")
      throw new Refusal(409, "A request with this Idempotency-Key is at work.", { "retry-after": "1" });
    if (begun.kind === "other-body") throw new Refusal(422, "This Idempotency-Key came with another body before.");
    if (begun.kind === "stored") return { ...begun.answer, replayed: true };
    let answer: StoredAnswer | undefined;
    try {
      answer = await traced(request, body, { correlationId, idempotencyKey: key });
      return answer;
    } finally {
      // After a 503 nothing is certain: the sender may try again with the same key.
      begun.finish(answer === undefined || answer.status >= 500 ? undefined : answer);
    }
  }

  function traced({ headers }: IncomingMessage, body: Buffer, origin: Origin): Promise<StoredAnswer> {
    const contentType = headers["content-type"];
    if (options.tracing === undefined) return work(body, contentType, origin);
    return options.tracing.request(
      parseTraceParent(headers["traceparent"]),
      { route: ROUTE, correlationId: origin.correlationId },
      (followed) => work(body, contentType, { ...origin, ...followed }),
      statusOf,
    );
  }

  async function work(body: Buffer, contentType: string | undefined, origin: Origin): Promise<StoredAnswer> {
    const lines = parseBody(body, contentType);
    const valid = lines.reduce((sum, { checked }) => sum + (checked.rejection === undefined ? 1 : 0), 0);
    if (valid > options.bufferRecords)
      throw new Refusal(413, `At most ${options.bufferRecords} events a request are taken here.`);
    if (sink.pendingRecords + valid > options.bufferRecords)
      throw new Refusal(503, "The buffer is full.", { "retry-after": "1" });
    if (options.topics.partitions(options.topic) === undefined) throw away();
    const deadline = performance.now() + (options.ackTimeoutMs ?? 10_000);
    const delivery = await deliver(sink, options.topics, options.topic, lines, origin, deadline, options.encode);
    metrics.accepted.inc(delivery.accepted);
    for (const { status, reason } of delivery.results)
      if (status === "rejected") metrics.rejected.inc({ reason: reason! });
    const { failed, ...rest } = delivery;
    if (failed > 0 || delivery.rejected > 0) tellOf(delivery, origin);
    const status = failed > 0 ? 503 : delivery.accepted > 0 ? 200 : 400;
    return { status, body: JSON.stringify(failed > 0 ? delivery : rest) };
  }

  /** What did not become a record, so that whoever sent it finds the line by the id that it was told. */
  function tellOf({ accepted, rejected, failed, results }: Delivery, { correlationId, traceId }: Origin): void {
    const leftOut = told.take();
    if (leftOut === undefined) return;
    const reasons = [
      ...new Set(results.flatMap(({ status, reason }) => (status === "accepted" ? [] : (reason ?? [])))),
    ];
    log.warn(
      {
        correlationId,
        accepted,
        rejected,
        failed,
        reasons,
        ...(traceId === undefined ? {} : { traceId }),
        ...(leftOut > 0 ? { leftOut } : {}),
      },
      "not all events were taken",
    );
  }

  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
    (request, response) => {
      const correlationId = correlationOf(request);
      let held = 0;
      handle(request, correlationId, (bytes) => {
        held += bytes;
      })
        .then(
          (answer) => {
            send(response, answer.status, answer.body, {
              ...(answer.replayed ? { "idempotency-replayed": "true" } : {}),
              ...(answer.status === 503 ? { "retry-after": "5" } : {}),
            });
          },
          (error: unknown) => refuse(response, error, correlationId),
        )
        .finally(() => {
          budget.give(held);
          metrics.requests.inc({ status: String(response.statusCode) });
          log.debug({ correlationId, status: response.statusCode }, "request answered");
        });
      response.setHeader("x-correlation-id", correlationId);
    },
  );
  server.maxConnections = 1_000;
  return server;

  function refuse(response: ServerResponse, error: unknown, correlationId: string): void {
    let refusal: Refusal;
    if (error instanceof Refusal) refusal = error;
    else if (error instanceof BodyTooLargeError)
      refusal = new Refusal(413, `The body is larger than ${options.maxBodyBytes} bytes.`);
    else if (error instanceof BodiesFullError)
      refusal = new Refusal(503, "Too much is being received at the moment.", { "retry-after": "1" });
    else if (error instanceof BodyError) refusal = new Refusal(error.status, error.message);
    else if (response.destroyed || response.req.errored)
      return; // The sender went away.
    else {
      log.error({ err: error, correlationId }, "request failed");
      refusal = new Refusal(500, "The request failed.");
    }
    // What was not read of the body must not be taken for the next request.
    const unread = !response.req.complete;
    send(response, refusal.status, JSON.stringify({ error: refusal.message }), {
      ...refusal.headers,
      ...(unread ? { connection: "close" } : {}),
    });
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      ...headers,
    })
    .end(body);
}

/** The sender's own, when it is harmless, else a new one. */
function correlationOf(request: IncomingMessage): string {
  const given = request.headers["x-correlation-id"] ?? request.headers["x-request-id"];
  return (typeof given === "string" ? harmless(given) : undefined) ?? randomUUID();
}

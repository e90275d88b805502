/** Sends one event by ingest's HTTP API, as any other client does. */

import type { LoginEvent } from "../../record/login-event.ts";
import { readGeneration } from "../../secrets.ts";
import type { SmokeConfig } from "./config.ts";
import { StepFailure } from "./trial.ts";

/** It says itself that another time it may take it. */
const passing = new Set([409, 429, 503]);

/**
 * Can be repeated with the same event: ingest knows the correlation id as the key of the request, and holds its bytes against it.
 * @returns the partition that the event is in
 * @throws StepFailure when ingest refuses it, Error when it may take it another time
 */
export async function sendEvent(
  { url, token }: SmokeConfig["ingest"],
  event: LoginEvent,
  correlationId: string,
  signal: AbortSignal,
): Promise<number> {
  const address = `${url.replace(/\/$/, "")}/v1/events`;
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      authorization: `Bearer ${readGeneration(token).value}`,
      "content-type": "application/json",
      "x-correlation-id": correlationId,
      "idempotency-key": correlationId,
    },
    body: JSON.stringify(event),
    signal,
  }).catch((error: Error) => {
    signal.throwIfAborted();
    throw new Error(`${address} does not answer (${causeOf(error)})`);
  });
  const text = await answer.text();
  const said = `${address} answered ${answer.status}: ${reasonOf(text)}`;
  if (answer.status === 200) return partitionOf(text);
  if (passing.has(answer.status)) throw new Error(said);
  throw new StepFailure(
    `ingest refused the event, ${said}`,
    answer.status === 401 ? "the token: ingest knows another one (secrets.ingestToken)" : undefined,
  );
}

/** fetch says only that it failed, and its cause says why. */
function causeOf(error: Error): string {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}

/** Some other server may stand there, and say anything. */
function reasonOf(text: string): string {
  const [, error] = /"error":"([^"]*)"/.exec(text) ?? [];
  return error ?? text.slice(0, 200);
}

function partitionOf(text: string): number {
  const partition = (JSON.parse(text) as { results?: { partition?: unknown }[] }).results?.[0]?.partition;
  if (typeof partition !== "number") throw new StepFailure("ingest did not tell where the event is");
  return partition;
}

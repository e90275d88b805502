/** Good and bad events by HTTP, held against ingest's answer line by line. */
import assert from "node:assert/strict";
import { good } from "../../../app/test/support/events.ts";
import { type BadEvent, badEvents } from "../../faults/support/bad-events.ts";

/** Lines in a request; each fifth is bad. */
const LINES = 50;
const BAD_EVERY = 5;

/** Those that can be a line of NDJSON. */
const badLines = badEvents
  .filter(({ value }) => value !== undefined && !value.includes("\n") && value.length < 10_000)
  .filter(({ value }) => value!.toString().trim() !== "") as (BadEvent & { value: Buffer })[];

/**
 * @param port ingest's
 * @param prefix of the ids
 * @returns the ids of the events that were accepted: of each good one
 */
export async function sendMixed(port: number, prefix: string, requests: number): Promise<string[]> {
  const ids: string[] = [];
  for (let request = 0; request < requests; request += 1) {
    const lines = Array.from({ length: LINES }, (_, index) => {
      const number = request * LINES + index;
      if (index % BAD_EVERY === BAD_EVERY - 1) return badLines[number % badLines.length]!;
      const id = `${prefix}-${number}`;
      ids.push(id);
      return { reason: undefined, value: Buffer.from(JSON.stringify({ ...good(id), device_id: id })) };
    });
    const response = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      method: "POST",
      headers: { authorization: "Bearer sesame", "content-type": "application/x-ndjson" },
      body: Buffer.concat(lines.flatMap(({ value }) => [value, Buffer.from("\n")])),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = (await response.json()) as { results: { line: number; status: string; reason?: string }[] };
    assert.equal(response.status, 200, JSON.stringify(answer));
    assert.deepEqual(
      answer.results.map(({ line, status, reason }) => [line, status, reason]),
      lines.map(({ reason }, index) => [index + 1, reason === undefined ? "accepted" : "rejected", reason]),
    );
  }
  return ids;
}

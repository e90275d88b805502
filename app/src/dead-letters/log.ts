/** Dead letters in the log: where each came from and with which request, so that one search finds both; never what was in it. */

import type { InRecord } from "../kafka/port.ts";
import { LineBudget } from "../line-budget.ts";
import type { Log } from "../log.ts";
import type { Origin } from "../pipeline/transform.ts";
import { harmless } from "../record/correlation.ts";
import { HEADER } from "../record/headers.ts";
import { parseTraceParent } from "../record/trace-parent.ts";
import type { Rejection } from "../record/validate.ts";

export class DeadLetterLog {
  readonly #log: Pick<Log, "warn">;
  readonly #budget: LineBudget;

  constructor(log: Pick<Log, "warn">, budget = new LineBudget()) {
    this.#log = log;
    this.#budget = budget;
  }

  /** To be called when the letter is kept. */
  tell(origin: Origin, source: Pick<InRecord, "offset" | "headers">, { code, detail }: Rejection): void {
    const leftOut = this.#budget.take();
    if (leftOut === undefined) return;
    const correlationId = harmless(source.headers[HEADER.correlationId]);
    const trace = parseTraceParent(source.headers[HEADER.traceParent]);
    this.#log.warn(
      {
        topic: origin.topic,
        partition: origin.partition,
        offset: String(source.offset),
        deadLetterReason: code,
        reason: detail,
        ...(correlationId === undefined ? {} : { correlationId }),
        ...(trace === undefined ? {} : { traceId: trace.traceId }),
        ...(leftOut > 0 ? { leftOut } : {}),
      },
      "dead letter",
    );
  }
}

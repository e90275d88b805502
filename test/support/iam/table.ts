/** What callers may and may not do, row by row, asked of the evaluator. */
import assert from "node:assert/strict";
import { type Caller, evaluate, type Policies } from "./evaluate.ts";

export type Row = [
  allowed: boolean,
  caller: Caller,
  action: string,
  resource: string,
  context?: Record<string, string | string[]>,
];

export function assertTable(policies: Policies, rows: Row[]): void {
  for (const [allowed, caller, action, resource, context = {}] of rows) {
    const decision = evaluate({ caller, action, resource, context }, policies);
    assert.equal(
      decision === "allowed",
      allowed,
      `${JSON.stringify(caller)}: ${action} on ${resource} with ${JSON.stringify(context)}`,
    );
  }
}

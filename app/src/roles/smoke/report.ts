/** What a smoke test has found, as one JSON line tells it. */

export const stepNames = ["kafka", "ingest", "processed", "dead-lettered", "counted"] as const;
/** kafka: its own login; ingest: the event was taken; the others: what became of it and of the broken record. */
export type StepName = (typeof stepNames)[number];

export interface Step {
  step: StepName;
  ms: number;
  ok: boolean;
  /** A sentence, when it is not ok. */
  problem?: string;
  /** Where to look then. */
  look?: string;
}

export interface SmokeReport {
  smoke: "ok" | "failed";
  /** Header of both records, and of what became of them. */
  correlationId: string;
  ms: number;
  /** Those that could be tried, in the order of stepNames. */
  steps: Step[];
}

/** The first step that failed; undefined: none did. */
export const failureOf = ({ steps }: SmokeReport): Step | undefined => steps.find(({ ok }) => !ok);

/** What is wrong, with the step that found it, and where to look. */
export function failureText({ step, problem = "", look = "" }: Step): string {
  return `The smoke test failed at ${step}: ${problem} Look at ${look}.`;
}

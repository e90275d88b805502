/** What an upgrade of a stack would be, as data: what there is, what is done in which order, what is refused. */
import { type Problem, sentence } from "../settings/problem.ts";

/** Where a version is known from: the state of Pulumi, the last `up` on this machine, the settings, what this release brings, this machine. */
export type Source = "state" | "outputs" | "settings" | "release" | "machine";

export interface End {
  /** ISO date, or unknown where no source names one. */
  date: string;
  ended: boolean;
  source: string;
}

/**
 * current: nothing newer is known here; raised: a step raises it; refused; next-release: only a newer Tributary brings another;
 * elsewhere: somebody else decides.
 */
export type SubjectState = "current" | "raised" | "refused" | "next-release" | "elsewhere";

export interface Subject {
  /** As --to names it. */
  id: string;
  title: string;
  /** Null: not known. */
  now: string | null;
  source: Source | null;
  /** Null: nobody here decides. */
  target: string | null;
  /** Of the version that runs; null: no table has it. */
  end: End | null;
  state: SubjectState;
  /** One sentence. */
  what: string;
}

/** A key of the stack's settings; null: it is taken out. */
export interface Change {
  path: string;
  value: string | null;
}

export interface Step {
  number: number;
  title: string;
  subjects: string[];
  settings: Change[];
  /** Which resources are updated or restarted, and whether data is touched. */
  changes: string;
  /** Why it comes here. */
  why: string;
  /** The way back. */
  back: string;
  /** There is none. */
  oneWay: boolean;
}

export interface Refusal {
  subject: string;
  from: string | null;
  to: string;
  reason: string;
  instead: string;
  /** Versions one after the other by which it can be reached; their steps are in the plan. Empty: it cannot. */
  way: string[];
}

/** None where judges have found nothing. */
export function refusalsOf(
  problems: readonly Problem[],
  of: Pick<Refusal, "subject" | "from" | "to" | "instead"> & Partial<Pick<Refusal, "way">>,
): Refusal[] {
  return problems.length === 0 ? [] : [{ way: [], ...of, reason: problems.map(sentence).join("; ") }];
}

export interface UpgradePlan {
  stack: string;
  cloud: string;
  backend: string;
  /** Where what runs is known from; null: nothing tells, and the settings are taken for it. */
  seen: "state" | "outputs" | null;
  subjects: Subject[];
  steps: Step[];
  /** Number of the first step without a way back. */
  noWayBackFrom: number | null;
  refused: Refusal[];
}

/** When a step is made, the lower the earlier. */
export const ranks = {
  operators: 10,
  kubernetes: 20,
  kafka: 30,
  images: 40,
  /** The last of all: it has no way back, and all else has proven itself by then. */
  metadata: 50,
} as const;

export type Draft = Omit<Step, "number"> & { rank: number };

/** What one part of the plan knows. */
export interface Part {
  subjects: Subject[];
  steps: Draft[];
  refused: Refusal[];
}

export const nothing: Part = { subjects: [], steps: [], refused: [] };

/** Parts as they come, steps in their order. */
export function joined(parts: Part[]): Pick<UpgradePlan, "subjects" | "steps" | "noWayBackFrom" | "refused"> {
  const drafts = parts.flatMap(({ steps }) => steps);
  const ordered = drafts.sort((a, b) => a.rank - b.rank);
  const steps = ordered.map(({ rank: _, ...step }, index) => ({ number: index + 1, ...step }));
  return {
    subjects: parts.flatMap(({ subjects }) => subjects),
    steps,
    noWayBackFrom: steps.find(({ oneWay }) => oneWay)?.number ?? null,
    refused: parts.flatMap(({ refused }) => refused),
  };
}

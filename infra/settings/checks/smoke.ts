/** The smoke test's principal is its own, and may do just what the test does: it runs with nobody looking. */
import { matches } from "../../../components/kafka/access-rules.ts";
import type { AccessSpec } from "../../../components/kafka/cluster.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

type Workload = NonNullable<View["workload"]>;

const ROLES = ["ingest", "processor", "generator"] as const;

export function smokeProblems(view: View): Problem[] {
  const { workload, mapsKnown } = view;
  if (!workload?.smoke.enabled || !mapsKnown) return [];
  return [...roleProblems(workload), ...scheduleProblems(view, workload), ...principalProblems(view, workload)];
}

/** Where one of them is missing nothing can become of an event. */
function roleProblems(workload: Workload): Problem[] {
  const missing = (["ingest", "processor"] as const).filter((role) => workload[role].instances === 0);
  return missing.map((role) => ({
    path: "workload.smoke.enabled",
    given: `true without workload.${role}`,
    allowed: `false, or workload.${role}.instances of at least 1: the test sends by ingest, and looks for what the processor has made of it`,
  }));
}

function scheduleProblems({ kubernetes }: View, { smoke: { schedule } }: Workload): Problem[] {
  if (schedule === undefined || kubernetes !== undefined) return [];
  return [
    {
      path: "workload.smoke.schedule",
      given: JSON.stringify(schedule),
      allowed: "nothing: on one machine nobody runs it by the clock; `npm run tributary -- smoke` does by hand",
    },
  ];
}

function principalProblems(view: View, workload: Workload): Problem[] {
  const { principal } = workload.smoke;
  const path = "workload.smoke.principal";
  const shared = ROLES.find((role) => workload[role].principal === principal);
  if (shared !== undefined)
    return [
      { path, given: JSON.stringify(principal), allowed: `a principal of its own: workload.${shared} has this one` },
    ];
  if (!(principal in view.access)) {
    const keys = Object.keys(view.access);
    const near = nearest(principal, keys);
    return [
      {
        path,
        given: JSON.stringify(principal),
        allowed: `a key of kafka.access: ${keys.join(", ")}`,
        ...(near === undefined ? {} : { nearest: near }),
      },
    ];
  }
  const spec = view.access[principal];
  return spec ? accessProblems(view, workload, `kafka.access.${principal}`, spec as AccessSpec) : [];
}

function accessProblems(view: View, { topics }: Workload, path: string, spec: AccessSpec): Problem[] {
  // A key that is not there is told by the workload's own check.
  const names = (...keys: string[]) => keys.flatMap((key) => view.topics[key]?.name ?? []);
  const writes = names(topics.input);
  const reads = names(topics.output, topics.deadLetter);
  const all = Object.values(view.topics).map(({ name }) => name);
  const produce = spec.produce ?? [];
  const consume = (spec.consume ?? []).map(({ topic }) => topic);
  const because = "because the smoke test";
  return [
    ...lacking(writes, produce).map((topic) => ({
      path: `${path}.produce`,
      given: `without ${topic}`,
      allowed: `a list that holds ${topic}, ${because} writes a broken record to it`,
    })),
    ...lacking(reads, consume).map((topic) => ({
      path: `${path}.consume`,
      given: `without ${topic}`,
      allowed: `a list that holds { topic: ${topic}, group: smoke-* }, ${because} looks for its records there`,
    })),
    ...beyond(produce, writes, all).map(({ pattern, index }) => ({
      path: `${path}.produce[${index}]`,
      given: JSON.stringify(pattern),
      allowed: `${writes.join(", ")} alone, ${because} writes to nothing else`,
    })),
    ...beyond(consume, reads, all).map(({ pattern, index }) => ({
      path: `${path}.consume[${index}].topic`,
      given: JSON.stringify(pattern),
      allowed: `${reads.join(" or ")}, ${because} reads nothing else`,
    })),
    ...(["transactionalIdPrefix", "admin", "observe"] as const)
      .filter((key) => spec[key] !== undefined && spec[key].length > 0)
      .map((key) => ({
        path: `${path}.${key}`,
        given: JSON.stringify(spec[key]),
        allowed: `nothing, ${because} does not use it`,
      })),
  ];
}

const lacking = (needed: string[], patterns: string[]): string[] =>
  needed.filter((topic) => !patterns.some((pattern) => matches(pattern, topic)));

/** Patterns that mean other topics of the stack, or topics to come. */
function beyond(patterns: string[], needed: string[], all: string[]): { pattern: string; index: number }[] {
  return patterns
    .map((pattern, index) => ({ pattern, index }))
    .filter(({ pattern }) => pattern === "*" || all.some((name) => matches(pattern, name) && !needed.includes(name)));
}

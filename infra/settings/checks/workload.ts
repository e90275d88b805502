/** The application's topics are there, and its principals may do what their roles need. */
import { partsMissingIn } from "../../../app/src/kafka/exactly-once/requirements.ts";
import { type FastpathSetting, fastpathChoices, fastpathSetting } from "../../../app/src/kafka/fastpath/setting.ts";
import { matches } from "../../../components/kafka/access-rules.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

interface Need {
  role: "ingest" | "processor" | "generator";
  principal: string;
  produce: string[];
  consume: { topic: string; group: string }[];
  transactions?: boolean;
}
type Workload = NonNullable<View["workload"]>;

export function workloadProblems(view: View): Problem[] {
  const { workload } = view;
  if (!workload || !view.mapsKnown) return [];
  const parts = Object.entries(workload.topics).filter(([, key]) => key !== undefined);
  const unknown = parts
    .filter(([, key]) => !(key in view.topics))
    .map(([part, key]) => notAKey(`workload.topics.${part}`, key, "kafka.topics", Object.keys(view.topics)));
  const same = parts.filter(([, key], index) => parts.findIndex(([, other]) => other === key) < index);
  const twice = same.map(([part, key]) => ({
    path: `workload.topics.${part}`,
    given: JSON.stringify(key),
    allowed: "a topic of its own: events would come in again",
  }));
  return [
    ...unknown,
    ...twice,
    ...aggregatesProblems(view, workload),
    ...formatProblems(view, workload),
    ...compressionProblems(view, workload),
    ...fastpathProblems(workload),
    ...replaysProblems(view, workload),
    ...needs(view, workload).flatMap((need) => missingRights(view, need)),
  ];
}

/** Partition n of the counts belongs to partition n of the input. */
function aggregatesProblems(view: View, { topics }: Workload): Problem[] {
  const { aggregates, input } = topics;
  const spec = aggregates === undefined ? undefined : view.topics[aggregates]?.spec;
  const from = view.topics[input]?.spec;
  if (!spec || !from) return [];
  const path = `kafka.topics.${aggregates}`;
  return [
    ...(spec.cleanup === "compact"
      ? []
      : [
          {
            path: `${path}.cleanup`,
            given: spec.cleanup === undefined ? "missing" : JSON.stringify(spec.cleanup),
            allowed: "compact, because counts are kept in it",
          },
        ]),
    ...(spec.partitions === undefined || from.partitions === undefined || spec.partitions === from.partitions
      ? []
      : [
          {
            path: `${path}.partitions`,
            given: String(spec.partitions),
            allowed: `${from.partitions}, as many as kafka.topics.${input} has`,
          },
        ]),
  ];
}

/** A note that goes is a dead letter that may be replayed twice. */
function replaysProblems(view: View, { topics: { replays } }: Workload): Problem[] {
  const spec = replays === undefined ? undefined : view.topics[replays]?.spec;
  if (!spec || spec.cleanup === "compact") return [];
  return [
    {
      path: `kafka.topics.${replays}.cleanup`,
      given: spec.cleanup === undefined ? "missing" : JSON.stringify(spec.cleanup),
      allowed: "compact, because what was replayed is noted in it",
    },
  ];
}

/** Who writes in wire format needs a registry, and the topic's schema of that type in it. */
function formatProblems(view: View, { topics, ingest, generator }: Workload): Problem[] {
  const writers = [
    { role: "ingest", format: ingest.format, wanted: ingest.instances > 0 },
    { role: "generator", format: generator.format, wanted: generator.enabled },
  ];
  const spec = view.topics[topics.input]?.spec;
  return writers
    .filter(({ format, wanted }) => wanted && format !== "json" && spec !== undefined)
    .flatMap(({ role, format }) => {
      const type = format === "avro" ? "AVRO" : "JSON";
      if (spec?.schema?.value?.type === type) return [];
      return [
        {
          path: `kafka.topics.${topics.input}.schema.value`,
          given: spec?.schema?.value === undefined ? "missing" : JSON.stringify(spec.schema.value.type),
          allowed: `a schema of type ${type}, because workload.${role}.format is ${format}`,
        },
      ];
    });
}

/** Names of parts are known, and exactly-once has those that it needs. */
function fastpathProblems({ fastpath, processor }: Workload): Problem[] {
  const problem = (allowed: string): Problem[] => [
    { path: "workload.fastpath", given: JSON.stringify(fastpath), allowed },
  ];
  let setting: FastpathSetting;
  try {
    setting = fastpathSetting(fastpath);
  } catch {
    return problem(fastpathChoices);
  }
  if (processor.instances === 0 || processor.semantics !== "exactly-once") return [];
  const missing = partsMissingIn(setting);
  return missing.length === 0
    ? []
    : problem(`on, or at least ${missing.join(", ")}, because workload.processor.semantics is exactly-once`);
}

/** Brokers of somebody else may not take every codec. */
function compressionProblems({ existing }: View, { ingest, processor, generator }: Workload): Problem[] {
  const taken = existing?.compression;
  if (taken === undefined) return [];
  const writers = { ingest, processor, ...(generator.enabled ? { generator } : {}) };
  return Object.entries(writers)
    .filter(([, { instances, compression }]) => instances > 0 && compression !== "none" && !taken.includes(compression))
    .map(([role, { compression }]) => ({
      path: `workload.${role}.compression`,
      given: JSON.stringify(compression),
      allowed: `none, or one of kafka.compression: ${taken.join(", ")}`,
    }));
}

function needs(view: View, workload: Workload): Need[] {
  // A key that is not there is told above; no right can be asked for it.
  const names = (...keys: string[]) => keys.flatMap((key) => view.topics[key]?.name ?? []);
  const { ingest, processor, generator } = workload;
  const { input, output, deadLetter, aggregates = "" } = workload.topics;
  const all: (Need & { wanted: boolean })[] = [
    { role: "ingest", principal: ingest.principal, produce: names(input), consume: [], wanted: ingest.instances > 0 },
    {
      role: "generator",
      principal: generator.principal,
      produce: names(input),
      consume: [],
      wanted: generator.enabled,
    },
    {
      role: "processor",
      principal: processor.principal,
      produce: names(output, deadLetter, aggregates),
      consume: names(input, aggregates).map((topic) => ({ topic, group: processor.group })),
      transactions: processor.semantics === "exactly-once",
      wanted: processor.instances > 0,
    },
  ];
  return all.filter(({ wanted }) => wanted);
}

function missingRights(view: View, { role, principal, produce, consume, transactions }: Need): Problem[] {
  if (!(principal in view.access))
    return [notAKey(`workload.${role}.principal`, principal, "kafka.access", Object.keys(view.access))];
  const spec = view.access[principal];
  if (!spec) return [];
  const path = `kafka.access.${principal}`;
  const writes = produce
    .filter((topic) => !(spec.produce ?? []).some((pattern) => matches(pattern, topic)))
    .map((topic) => ({
      path: `${path}.produce`,
      given: `without ${topic}`,
      allowed: `a list that holds ${topic}, because workload.${role} writes to it`,
    }));
  const reads = consume
    .filter(
      (need) =>
        !(spec.consume ?? []).some(({ topic, group }) => matches(topic, need.topic) && matches(group, need.group)),
    )
    .map((need) => ({
      path: `${path}.consume`,
      given: `without ${need.topic} in group ${need.group}`,
      allowed: `a list that holds { topic: ${need.topic}, group: ${need.group} }, because workload.${role} reads it`,
    }));
  const ids =
    transactions && spec.transactionalIdPrefix === undefined
      ? [
          {
            path: `${path}.transactionalIdPrefix`,
            given: "missing",
            allowed: `what its transactional ids begin with, such as ${principal}-, because workload.${role}.semantics is exactly-once`,
          },
        ]
      : [];
  return [...writes, ...reads, ...ids];
}

function notAKey(path: string, key: string, map: string, keys: string[]): Problem {
  const near = nearest(key, keys);
  return {
    path,
    given: JSON.stringify(key),
    allowed: keys.length === 0 ? `a key of ${map}, which is empty` : `a key of ${map}: ${keys.join(", ")}`,
    ...(near === undefined ? {} : { nearest: near }),
  };
}

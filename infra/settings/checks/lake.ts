/** The lake: its topics and readers are there, names do not meet, and objects live long enough for what is to become of them. */
import { MOST_RULES, OWN_RULES } from "../../../components/lake/aws/lifecycle.ts";
import { tableName } from "../../../components/lake/aws/names.ts";
import { MOST_TOPICS_OF_READER } from "../../../components/lake/aws/rights.ts";
import { type StorageClass, storageClasses } from "../../../components/lake/aws/storage-classes.ts";
import type { AwsLakeKeys } from "../keys/lake.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function lakeProblems(view: View): Problem[] {
  const { lake } = view;
  if (lake === undefined) return [];
  const problems = [
    ...topicProblems(lake, view),
    ...tableProblems(lake),
    ...numberProblems(lake),
    ...Object.keys(lake.topics).flatMap((key) => dayProblems(lake, key)),
    ...readerProblems(lake, view),
    ...icebergProblems(lake, view),
  ];
  // What is said for all topics is told once.
  return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

function topicProblems({ topics }: AwsLakeKeys, view: View): Problem[] {
  if (!view.mapsKnown) return [];
  return Object.keys(topics)
    .filter((key) => !(key in view.topics))
    .map((key) => ({
      path: `lake.topics.${key}`,
      given: "not a topic",
      allowed: `a key of kafka.topics: ${Object.keys(view.topics).join(", ") || "there is none"}`,
    }));
}

/** Two keys may differ only in what Athena's names leave out. */
function tableProblems({ topics }: AwsLakeKeys): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(topics).flatMap((key) => {
    const table = tableName(key);
    const other = seen.get(table);
    seen.set(table, other ?? key);
    if (other === undefined) return [];
    const allowed = `a key that differs from ${other} in more than capitals, dashes and underscores`;
    return [{ path: `lake.topics.${key}`, given: `a key whose table is ${table}`, allowed }];
  });
}

function numberProblems({ topics }: AwsLakeKeys): Problem[] {
  const most = MOST_RULES - OWN_RULES;
  const given = Object.keys(topics).length;
  if (given <= most) return [];
  const allowed = `at most ${most}: a bucket has ${MOST_RULES} rules for the age of objects, and each topic takes one`;
  return [{ path: "lake.topics", given: `${given} topics`, allowed }];
}

const settingOf = { infrequent: "infrequentAfterDays", archive: "archiveAfterDays" } as const;

/** What is asked for must be worth it; what nobody asked for happens only where it is. */
function dayProblems(lake: AwsLakeKeys, key: string): Problem[] {
  const own = lake.topics[key]!;
  const retention = own.retentionDays ?? lake.retentionDays;
  const retentionPath = own.retentionDays === undefined ? "lake.retentionDays" : `lake.topics.${key}.retentionDays`;
  const asked = (of: StorageClass) => {
    const setting = settingOf[of];
    const days = own[setting] ?? lake[setting];
    const path = own[setting] === undefined ? `lake.${setting}` : `lake.topics.${key}.${setting}`;
    return typeof days === "number" ? { path, days } : undefined;
  };
  const [infrequent, archive] = [asked("infrequent"), asked("archive")];
  return [
    ...tooLate("archive", archive, retention, `${retentionPath} is ${retention}`),
    ...(archive
      ? tooLate("infrequent", infrequent, archive.days, `${archive.path} is ${archive.days}`)
      : tooLate("infrequent", infrequent, retention, `${retentionPath} is ${retention}`)),
  ];
}

function tooLate(
  of: StorageClass,
  asked: { path: string; days: number } | undefined,
  end: number,
  why: string,
): Problem[] {
  const { storageClass, minimum, earliest } = storageClasses[of];
  const most = end - minimum;
  if (asked === undefined || asked.days <= most) return [];
  const bound = most < Math.max(earliest, 1) ? "never" : `at most ${most}, or never`;
  const allowed = `${bound}: ${why}, and ${storageClass} is charged for ${minimum} days at least`;
  return [{ path: asked.path, given: String(asked.days), allowed }];
}

/** Names of the lake's own workgroups. */
const taken = ["operators"];

function readerProblems({ topics, readers }: AwsLakeKeys, view: View): Problem[] {
  return Object.entries(readers).flatMap(([name, reader]) => {
    const path = `lake.readers.${name}`;
    const known = Object.keys(topics);
    const read = reader.topics ?? known.filter((key) => view.topics[key]?.spec?.personalData !== true);
    const strangers = (reader.topics ?? []).flatMap((key, index): Problem[] =>
      known.includes(key)
        ? []
        : [
            {
              path: `${path}.topics[${index}]`,
              given: JSON.stringify(key),
              allowed: `a key of lake.topics: ${known.join(", ") || "there is none"}`,
            },
          ],
    );
    const allowed = `keys of lake.topics, 1 to ${MOST_TOPICS_OF_READER}: without them a reader has those without personal data`;
    return [
      ...(taken.includes(name)
        ? [{ path, given: `a reader named ${name}`, allowed: "another name, it is the stack's own" }]
        : []),
      ...strangers,
      ...(read.length < 1 || read.length > MOST_TOPICS_OF_READER
        ? [{ path: `${path}.topics`, given: `${read.length} topics`, allowed }]
        : []),
    ];
  });
}

function icebergProblems({ iceberg: { topics } }: AwsLakeKeys, view: View): Problem[] {
  if (!view.mapsKnown) return [];
  return topics.flatMap((key, index): Problem[] => {
    const path = `lake.iceberg.topics[${index}]`;
    const given = JSON.stringify(key);
    const topic = view.topics[key];
    if (view.msk === undefined)
      return [
        {
          path,
          given,
          allowed: "nothing, unless kafka.backend is msk: only Channels of its Express brokers fill these tables",
        },
      ];
    if (topic === undefined)
      return [
        { path, given, allowed: `a key of kafka.topics: ${Object.keys(view.topics).join(", ") || "there is none"}` },
      ];
    if (topic.spec === undefined || topic.spec.schema?.value?.type === "JSON") return [];
    return [{ path, given, allowed: "a topic with a schema.value of type JSON: tables have their columns from it" }];
  });
}

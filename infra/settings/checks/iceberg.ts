/**
 * Tables of Iceberg that Channels write: where they may be, and what AWS reads of a schema.
 * Sources, 2026-11-28: Amazon MSK Developer Guide, msk-data-delivery-iceberg (requirements) and msk-data-delivery-iceberg-schema-mapping; AWS Glue
 * Developer Guide, schema-registry (drafts of JSON Schema).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasService, regionsWith } from "../../../components/aws/regions.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

type Channel = NonNullable<NonNullable<View["msk"]>["channels"]>[string];

export function icebergProblems(view: View): Problem[] {
  const channels = Object.entries(view.msk?.channels ?? {});
  const topics = view.lake?.iceberg.topics ?? [];
  return [
    ...serviceProblems(
      view,
      topics.length > 0 || channels.some(([, { destination }]) => destination.type === "iceberg"),
    ),
    ...channels.flatMap(([key, channel]) => [
      ...placeProblems(`kafka.channels.${key}.destination`, channel, view),
      ...partitionProblems(`kafka.channels.${key}.destination`, channel, view),
    ]),
    ...topics.flatMap((topic, index) => draftProblems(`lake.iceberg.topics[${index}]`, topic, view)),
  ];
}

function serviceProblems({ aws }: View, asked: boolean): Problem[] {
  const region = aws?.region;
  if (!asked || region === undefined || hasService(region, "s3tables")) return [];
  const allowed = `a region that has S3 Tables, which lake.iceberg and Channels to tables need: ${regionsWith("s3tables").join(", ")} (components/aws/regions.json says whence)`;
  return [{ path: "aws.region", given: JSON.stringify(region), allowed }];
}

/** Of the cluster's region, and its account where that is told. */
function placeProblems(path: string, { destination }: Channel, { aws }: View): Problem[] {
  if (destination.type !== "iceberg" || aws?.region === undefined) return [];
  const { region, account } = aws;
  return (["tableBucket", "schema"] as const).flatMap((key): Problem[] => {
    const [, , , there, whose] = destination[key].split(":");
    if (there === region && (account === undefined || whose === account)) return [];
    const allowed = `one in ${region}${account === undefined ? "" : ` of account ${account}`}, where the cluster is: Channels deliver to no other`;
    return [{ path: `${path}.${key}`, given: JSON.stringify(destination[key]), allowed }];
  });
}

/** Partitions are by the hour of a column that is a time to AWS. */
function partitionProblems(path: string, { topic, destination }: Channel, view: View): Problem[] {
  if (destination.type !== "lake-table" || destination.partitionBy === undefined) return [];
  const properties: unknown = schemaOf(topic, view)?.["properties"];
  if (typeof properties !== "object" || properties === null) return [];
  const { partitionBy } = destination;
  const times = Object.entries(properties).flatMap(([name, of]) =>
    of?.type === "string" && of.format === "date-time" ? [name] : [],
  );
  if (times.includes(partitionBy)) return [];
  const near = nearest(partitionBy, times);
  const allowed = `a field of the topic's schema of type string and format date-time: ${times.join(", ") || "it has none"}`;
  return [
    {
      path: `${path}.partitionBy`,
      given: JSON.stringify(partitionBy),
      allowed,
      ...(near === undefined ? {} : { nearest: near }),
    },
  ];
}

const drafts = /^https?:\/\/json-schema\.org\/draft-0[467]\/schema#?$/;

function draftProblems(path: string, topic: string, view: View): Problem[] {
  const draft = schemaOf(topic, view)?.["$schema"];
  if (typeof draft !== "string" || drafts.test(draft)) return [];
  const given = `${topic}, whose schema is of ${draft}`;
  return [{ path, given, allowed: "a topic whose schema is of draft-04, draft-06 or draft-07: Glue knows no other" }];
}

/** Undefined: there is none, or it is told elsewhere what is wrong with it. */
function schemaOf(topic: string, { topics }: View): Record<string, unknown> | undefined {
  const value = topics[topic]?.spec?.schema?.value;
  if (value?.type !== "JSON") return undefined;
  try {
    return JSON.parse(readFileSync(join(projectRoot, value.file), "utf8"));
  } catch {
    return undefined;
  }
}

/** `backend: confluent`: what the kind of cluster is and can do, where it is, and what the service wants of names and numbers. */
import {
  type ClusterKind,
  type ConfluentCloud,
  defaultsOf,
  kinds,
  LEAST_QUOTA,
  LEAST_UNITS,
  REPLICATION,
} from "../../../components/kafka/confluent/kinds.ts";
import { OWN_ACCOUNTS } from "../../../components/kafka/confluent/names.ts";
import { regionProblem } from "../../../components/kafka/confluent/regions.ts";
import { topicConfigs } from "../../../components/kafka/confluent/topics.ts";
import { kubeName, LONGEST_NAME } from "../../../components/kubernetes/names.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

type Confluent = NonNullable<View["confluent"]>;
type Size = NonNullable<Confluent["size"]>;

const clouds: readonly string[] = ["aws", "gcp", "azure"] satisfies ConfluentCloud[];
/** Zones of a network of Confluent's, no fewer and no more (ccloud-sdk-go-v2/networking 0.14.0, networking.v1.NetworkSpec: zones). */
const ZONES = 3;
/** Longest suffix of what is named after a principal. */
const PREFIX = "kafka-key-".length;

export function confluentProblems(view: View): Problem[] {
  const { confluent } = view;
  if (!confluent) return [];
  return [
    ...placeProblems(view, confluent),
    ...(confluent.size ? kindProblems(view, confluent, confluent.size) : []),
    ...principalProblems(view),
    ...topicProblems(view),
    ...tableflowProblems(view, confluent),
    ...workloadProblems(view),
  ];
}

const quoted = (value: unknown): string => (value === undefined ? "missing" : JSON.stringify(value));

/** Where the cluster is: said, or that of the stack. */
function cloudOf({ cloud: stack }: View, { cloud }: Confluent): ConfluentCloud | undefined {
  return cloud ?? (stack !== undefined && clouds.includes(stack) ? (stack as ConfluentCloud) : undefined);
}

function placeProblems(view: View, confluent: Confluent): Problem[] {
  const { cloud, region } = confluent;
  const problems: Problem[] = [];
  const elsewhere = cloud !== undefined && cloud !== view.cloud;
  if (view.cloud === "kubernetes" && cloud === undefined)
    problems.push({
      path: "kafka.cloud",
      given: "missing",
      allowed: "aws, gcp or azure: a stack on kubernetes has no cloud that it could be",
    });
  if (region === undefined && (view.cloud === "kubernetes" || elsewhere))
    problems.push({ path: "kafka.region", given: "missing", allowed: "a region of the cloud that the cluster is in" });
  const where = cloudOf(view, confluent);
  const [path, there] = region === undefined && !elsewhere ? ownPlace(view) : ["kafka.region", region];
  const allowed = where === undefined || there === undefined ? undefined : regionProblem(where, there);
  if (allowed !== undefined) problems.push({ path, given: quoted(there), allowed });
  return problems;
}

/** Region of the stack, which the cluster is in unless it says another. */
function ownPlace({ aws, gcp, azure }: View): readonly [string, string | undefined] {
  if (aws) return ["aws.region", aws.region];
  return gcp ? ["gcp.region", gcp.region] : ["azure.location", azure?.location];
}

function kindProblems(view: View, confluent: Confluent, size: Size): Problem[] {
  const { kind } = size;
  const able = kinds[kind];
  const where = cloudOf(view, confluent);
  const problems: Problem[] = [];
  const not = (path: string, given: unknown, choices: string[], why: string) =>
    problems.push({ path, given: quoted(given), allowed: `${choices.join(" or ")}, ${why}` });
  const because = `because kafka.size.kind is ${kind}`;
  if (where !== undefined && !able.clouds.includes(where))
    not(
      "kafka.size.kind",
      kind,
      able.clouds.map((cloud) => `another kind on ${where}; on ${cloud} this one`),
      "as the service has it nowhere else",
    );
  const { availability, authorization, network, encryptionKey } = confluent;
  if (availability !== undefined && !(availability in able.availability))
    not("kafka.availability", availability, Object.keys(able.availability), because);
  if (authorization !== undefined && !able.authorization.includes(authorization))
    not("kafka.authorization", authorization, able.authorization, `${because}, and roles of topics are not there`);
  if (network !== undefined && !able.networks.includes(network))
    not("kafka.network", network, able.networks, `${because}, and another one is ${others(network)}`);
  if (encryptionKey !== undefined && (where === undefined ? able.ownKey.length === 0 : !able.ownKey.includes(where)))
    not("kafka.encryptionKey", "set", ["no key of one's own"], `${because}: ${others(undefined)} can have one`);
  return [
    ...problems,
    ...unitProblems(confluent, size),
    ...openProblems(view, confluent, size),
    ...wayProblems(view, confluent, size),
  ];
}

/** Kinds that can what this one cannot. */
function others(network: "public" | "private" | undefined): string {
  const able = (Object.keys(kinds) as ClusterKind[]).filter((kind) =>
    network === undefined ? kinds[kind].ownKey.length > 0 : kinds[kind].networks.includes(network),
  );
  return able.join(", ");
}

function chosen({ availability, network, authorization }: Confluent, { kind }: Size) {
  return defaultsOf({ kind, availability, network, authorization });
}

/** Several zones want two units. */
function unitProblems(confluent: Confluent, size: Size): Problem[] {
  const { availability } = chosen(confluent, size);
  const unsaid = confluent.availability === undefined;
  const least = LEAST_UNITS[availability];
  const [key, units] = size.kind === "dedicated" ? ["cku", size.cku] : ["maxEcku", size.maxEcku];
  if (typeof units !== "number" || units >= least) return [];
  return [
    {
      path: `kafka.size.${key}`,
      given: String(units),
      allowed: `at least ${least}, because kafka.availability is ${availability}${unsaid ? " by default" : ""}`,
    },
  ];
}

/** In production nobody has a public address by saying nothing: the default is no other there, as another one would be another cluster. */
function openProblems({ production }: View, { network }: Confluent, { kind }: Size): Problem[] {
  if (!production || network !== undefined || kinds[kind].networks.length === 1) return [];
  return [
    {
      path: "kafka.network",
      given: "missing",
      allowed: "private, or public written out: production has no public address by default",
    },
  ];
}

/** A private cluster is reached from the stack's own network, of the same cloud. */
function wayProblems(view: View, confluent: Confluent, size: Size): Problem[] {
  const { network } = chosen(confluent, size);
  const where = cloudOf(view, confluent);
  const said = confluent.network === undefined ? "missing, which means private" : quoted(confluent.network);
  const open = kinds[size.kind].networks.includes("public")
    ? "public, or"
    : `a kind that can be public (${others("public")}), or`;
  if (network !== "private") return [];
  if (where === undefined || where !== view.cloud)
    return [
      {
        path: "kafka.network",
        given: said,
        allowed: `${open} a stack on cloud ${where ?? "aws, gcp or azure"}, whose network leads to it`,
      },
    ];
  const problems: Problem[] = awayProblems(view, confluent);
  if ((where === "gcp" || where === "azure") && view[where] && view[where]?.network === undefined)
    problems.push({
      path: `${where}.network`,
      given: "missing",
      allowed: `the network that leads to the cluster, because kafka.network is private; or kafka.network: ${open.replace(/, or$/, "")}`,
    });
  if (size.kind === "dedicated" && size.zones.length !== ZONES)
    problems.push({
      path: "kafka.size.zones",
      given: size.zones.length === 0 ? "none" : `a list of ${size.zones.length}`,
      allowed: `the ${ZONES} zones of the cluster's network, because kafka.network is private`,
    });
  return problems;
}

/** An endpoint of AWS, and one of Google Cloud, is in the region of the service that it leads to; Azure's may be anywhere. */
function awayProblems(view: View, { region }: Confluent): Problem[] {
  const [path, own] = ownPlace(view);
  if (view.cloud === "azure" || region === undefined || own === undefined || region === own) return [];
  const allowed = `${own}, as ${path} says, because kafka.network is private: the way to it ends in its own region`;
  return [{ path: "kafka.region", given: quoted(region), allowed }];
}

/** A Secret and a service account are named after a principal; both ways of a quota are limited, or none. */
function principalProblems({ access }: View): Problem[] {
  const own = Object.values<string>(OWN_ACCOUNTS);
  const taken = new Map<string, string>();
  return Object.entries(access).flatMap(([key, spec]) => {
    const path = `kafka.access.${key}`;
    const name = kubeName(key);
    const other = taken.get(name);
    taken.set(name, other ?? key);
    const problems: Problem[] = [];
    if (own.includes(name))
      problems.push({
        path,
        given: `a principal named ${quoted(key)}`,
        allowed: `another name: ${own.join(", ")} are the platform's own`,
      });
    else if (other !== undefined)
      problems.push({
        path,
        given: `a name that is ${name} in Kubernetes`,
        allowed: `a name that differs from ${other} in more than capitals, dashes and underscores`,
      });
    else if (name.length > LONGEST_NAME - PREFIX)
      problems.push({
        path,
        given: `a name of ${name.length} characters`,
        allowed: `at most ${LONGEST_NAME - PREFIX}: Kubernetes has a Secret of that name`,
      });
    return [...problems, ...quotaProblems(`${path}.quota`, spec?.quota)];
  });
}

function quotaProblems(path: string, quota: NonNullable<View["access"][string]>["quota"]): Problem[] {
  if (quota === undefined) return [];
  const ways = (["produceBytesPerSecond", "consumeBytesPerSecond"] as const).flatMap((key) => {
    const rate = quota[key];
    if (rate !== undefined && rate >= LEAST_QUOTA) return [];
    const allowed = `at least ${LEAST_QUOTA}, of the whole cluster: Confluent Cloud limits both ways or none`;
    return [{ path: `${path}.${key}`, given: rate === undefined ? "missing" : String(rate), allowed }];
  });
  if (quota.requestPercent === undefined) return ways;
  const allowed = "nothing: Confluent Cloud limits bytes alone";
  return [...ways, { path: `${path}.requestPercent`, given: String(quota.requestPercent), allowed }];
}

function topicProblems({ topics }: View): Problem[] {
  return Object.entries(topics).flatMap(([key, { spec }]) => {
    const path = `kafka.topics.${key}`;
    const copies: Problem[] =
      spec?.replication === undefined || spec.replication === REPLICATION
        ? []
        : [
            {
              path: `${path}.replication`,
              given: String(spec.replication),
              allowed: `${REPLICATION}, or nothing: Confluent Cloud keeps as many of every topic`,
            },
          ];
    const configs = Object.keys(spec?.config ?? {})
      .filter((name) => !topicConfigs.includes(name))
      .map((name) => ({
        path: `${path}.config.${name}`,
        given: "set here",
        allowed: `one of those that Confluent Cloud lets be changed: ${topicConfigs.join(", ")}`,
        nearest: nearest(name, topicConfigs)!,
      }));
    return [...copies, ...configs];
  });
}

/** Tables are made of topics that are there and have a schema. */
function tableflowProblems(view: View, confluent: Confluent): Problem[] {
  const { tableflow, size } = confluent;
  const keys = Object.keys(tableflow ?? {});
  const where = cloudOf(view, confluent);
  const first = keys[0];
  const within: Problem[] =
    first !== undefined && size && chosen(confluent, size).network === "private"
      ? [
          {
            path: "kafka.tableflow",
            given: `tables of ${keys.join(", ")}`,
            allowed:
              "none with a private cluster: its topics are made inside its network, after everything that is made from here",
          },
        ]
      : [];
  return [
    ...within,
    ...keys.flatMap((key): Problem[] => {
      const path = `kafka.tableflow.${key}`;
      const topic = view.topics[key];
      if (topic === undefined) {
        const known = Object.keys(view.topics);
        const near = nearest(key, known);
        return [
          {
            path,
            given: "no key of kafka.topics",
            allowed: known.join(", ") || "a key of kafka.topics, which is empty",
            ...(near === undefined ? {} : { nearest: near }),
          },
        ];
      }
      if (topic.spec && topic.spec.schema?.value === undefined)
        return [
          {
            path,
            given: "a topic without a schema",
            allowed: `a topic whose values have a schema (kafka.topics.${key}.schema.value): tables have its columns`,
          },
        ];
      return where !== undefined && where !== "aws" && tableflow?.[key]?.bucket !== undefined
        ? [
            {
              path: `${path}.bucket`,
              given: "set",
              allowed: `nothing: a bucket is AWS', and the cluster is on ${where}`,
            },
          ]
        : [];
    }),
  ];
}

/** What a workload cannot run on. */
function workloadProblems({ workload, confluent }: View): Problem[] {
  const problems: Problem[] = [];
  if (workload && confluent?.size?.kind === "freight")
    problems.push({
      path: "kafka.size.kind",
      given: quoted("freight"),
      allowed:
        "another kind, or no workload: the application's producers are idempotent, and freight clusters take none of those",
    });
  return problems;
}

/** Whether the cluster has no address outside its network, chosen or by default; false when that cannot be understood. */
export function isPrivate(view: View): boolean {
  const { confluent } = view;
  return confluent?.size !== undefined && chosen(confluent, confluent.size).network === "private";
}

/**
 * What of a stack is at Confluent Cloud already, before anything is declared: the provider would make a cluster of another kind or place anew,
 * with no data in it, and a topic with fewer partitions or another name. Only a key of the cluster itself sees topics: they are those that the
 * stack told at its last `up`.
 */
import { type ClusterKind, kinds } from "../../components/kafka/confluent/kinds.ts";
import { prefixOf } from "../../components/kafka/confluent/names.ts";
import { mayGo } from "../../components/kafka/topic-config.ts";
import { project } from "../naming.ts";
import type { PodSettings } from "../pods/place.ts";
import type { ConfluentKafka } from "../settings/kafka/confluent.ts";
import { type Problem, settingsError } from "../settings/problem.ts";
import { confluentChoices, confluentPlace, KEY, SECRET } from "./confluent.ts";
import { keptTopics, MADE_ANEW, mayBeMadeAnew, notYetShrunk, renamedTopics, shrunkTopics } from "./kept-topics.ts";
import { type AskLast, askLast, ofBackend } from "./last-up.ts";

/** As the service writes them: Basic, SINGLE_ZONE, AWS. */
export interface SeenCluster {
  kind: string;
  availability: string;
  cloud: string;
  region: string;
}

/** @param environment its id; undefined: the one that is named like the cluster. @returns undefined: there is no such cluster, or nobody may see it */
export type AskCluster = (name: string, environment: string | undefined) => Promise<SeenCluster | undefined>;

/** cmk/v2 and org/v2 (docs.confluent.io/cloud/current/api.html); most of a page. */
const API = "https://api.confluent.cloud";
const PAGE = 100;
const ANSWER_MS = 30_000;

const askCluster: AskCluster = async (name, environment) => {
  const id = environment ?? (await list("org/v2/environments")).find(({ display_name }) => display_name === name)?.id;
  if (id === undefined) return undefined;
  const spec = (await list("cmk/v2/clusters", { environment: id }))
    .map((cluster) => cluster.spec)
    .find(({ display_name }) => display_name === name);
  return spec && { kind: spec.config.kind, availability: spec.availability, cloud: spec.cloud, region: spec.region };
};

/** All pages; none without a key in the environment, or where it may not look. */
async function list(path: string, query: Record<string, string> = {}): Promise<any[]> {
  const { [KEY]: key, [SECRET]: secret } = process.env;
  if (!key || !secret) return [];
  const headers = { Authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` };
  const found: any[] = [];
  let next: string | undefined = `${API}/${path}?${new URLSearchParams({ ...query, page_size: String(PAGE) })}`;
  // The key is told to nobody else, whatever an answer names as its next page.
  while (next?.startsWith(`${API}/`)) {
    const answer: any = await fetch(next, { headers, signal: AbortSignal.timeout(ANSWER_MS) })
      .then((response) => (response.ok ? response.json() : undefined))
      .catch(() => undefined);
    found.push(...(answer?.data ?? []));
    next = answer?.metadata?.next || undefined;
  }
  return found;
}

/** @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems` */
export async function lookAtConfluent(
  settings: PodSettings,
  kafka: ConfluentKafka,
  stack: string,
  ask: AskCluster = askCluster,
  last: AskLast = askLast,
): Promise<void> {
  const name = prefixOf(project, stack);
  const { environment } = kafka;
  const [seen, told] = await Promise.all([
    ask(name, environment.mode === "existing" ? environment.id : undefined),
    last(stack),
  ]);
  const known = ofBackend(told, "confluent")?.topics ?? {};
  const problems = [
    ...(seen ? problemsOf(settings, kafka, seen) : []),
    ...renamedTopics(keptTopics(kafka.topics, mayGo), known, "Confluent Cloud"),
    ...shrunkTopics(keptTopics(kafka.topics, mayBeMadeAnew), known, MADE_ANEW),
    // Of a private cluster a Job administers topics.
    ...(confluentChoices(kafka).network === "private" ? [] : notYetShrunk(kafka.topics, known)),
  ];
  if (problems.length > 0) throw settingsError(problems, `The settings for cluster ${name}`, "TRB_CLUSTER_UNFIT");
}

function problemsOf(settings: PodSettings, kafka: ConfluentKafka, seen: SeenCluster): Problem[] {
  const { kind } = kafka.size;
  const { cloud, region } = confluentPlace(settings, kafka);
  const { availability } = confluentChoices(kafka);
  const there = seen.kind.toLowerCase() as ClusterKind;
  const problems: Problem[] = [];
  const keep = (path: string, given: string, now: string) =>
    void problems.push({
      path: `kafka.${path}`,
      given: JSON.stringify(given),
      allowed: `${now}, as it is: another one is another cluster, with no data in it; a second stack makes that, and this one goes with down`,
    });
  if (cloud !== seen.cloud.toLowerCase()) keep("cloud", cloud, seen.cloud.toLowerCase());
  if (region !== seen.region) keep("region", region, seen.region);
  // The one change of kind that is made in place.
  const raised = there === "basic" && kind === "standard";
  if (there in kinds && kind !== there && !raised) keep("size.kind", kind, there);
  const zones = isHigh(seen.availability) ? "high" : "low";
  if ((kind === there || raised) && availability !== zones) keep("availability", availability, zones);
  return problems;
}

const isHigh = (word: string): boolean => word === "MULTI_ZONE" || word === "HIGH";

/**
 * What a stack told at its last `up`, held against its settings before anything is declared: for clusters that nobody else may ask, or that
 * shall not be asked.
 */
import { kafkaVersionProblems } from "../look/judges/kafka-version.ts";
import type { ExistingPodsKafka } from "../settings/kafka/existing-pods.ts";
import type { StrimziKafka } from "../settings/kafka/strimzi.ts";
import { type Problem, settingsError } from "../settings/problem.ts";
import { keptTopics, MADE_ANEW, mayBeMadeAnew, renamedTopics, shrunkTopics } from "./kept-topics.ts";
import { type AskLast, askLast, type LastCluster, ofBackend } from "./last-up.ts";

/**
 * Kafka of pods whose API server was not asked: an older version, fewer partitions, another name.
 * @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems`
 */
export async function lookBackAtStrimzi(kafka: StrimziKafka, stack: string, ask: AskLast = askLast): Promise<void> {
  const last = ofBackend(await ask(stack), "strimzi");
  if (last === undefined) return;
  const { kafkaVersion: version, metadataVersion } = last;
  const format = metadataVersion === "unknown" ? undefined : metadataVersion;
  const problems = [
    ...kafkaVersionProblems({ kafka: { version, format } }, { kafka }),
    ...renamedTopics(kafka.topics, last.topics, "Strimzi"),
    ...shrunkTopics(kafka.topics, last.topics),
  ];
  if (problems.length > 0) throw unfit(problems, stack);
}

/**
 * Brokers of somebody else that this stack administers: fewer partitions. Who administers would refuse them too, with half of the rest there.
 * @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems`
 */
export async function lookBackAtExisting(
  kafka: ExistingPodsKafka,
  stack: string,
  ask: AskLast = askLast,
): Promise<void> {
  if (kafka.administration.mode === "none") return;
  const last = ofBackend(await ask(stack), "existing");
  if (last === undefined || !sharesServer(kafka, last)) return;
  const problems = shrunkTopics(keptTopics(kafka.topics, mayBeMadeAnew), last.topics, MADE_ANEW);
  if (problems.length > 0) throw unfit(problems, stack);
}

/** Topics of other brokers are others. */
function sharesServer({ bootstrapServers }: ExistingPodsKafka, { endpoints }: LastCluster): boolean {
  const before = endpoints?.internal?.bootstrapServers;
  return before === undefined || bootstrapServers.some((server) => before.includes(server));
}

const unfit = (problems: Problem[], stack: string) =>
  settingsError(problems, `The settings for the cluster of stack ${stack}`, "TRB_CLUSTER_UNFIT");

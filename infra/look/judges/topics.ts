/** Topics that hold data keep their partitions, copies and names. */
import { compileTopic } from "../../../components/kafka/topic-config.ts";
import { kubeName } from "../../../components/kubernetes/names.ts";
import { withRegistry } from "../../pods/registry.ts";
import type { Problem } from "../../settings/problem.ts";
import type { SeenTopic } from "../look.ts";
import { given, type KubernetesSettings } from "../wanted.ts";
import type { Judge } from "./judge.ts";

export const topicProblems: Judge = ({ topics = [] }, settings) => {
  const { kafka } = settings;
  const there = new Map(topics.map((topic) => [topic.name, topic]));
  const wanted = new Set(Object.keys(withRegistry(settings).topics).map(kubeName));
  const gone = topics.filter(({ name, own, deletable }) => own && !deletable && !wanted.has(name));
  return [...gone.map(keptProblem), ...changedProblems(kafka, there)];
};

/** Whether it is empty Kubernetes does not know. */
const keptProblem = ({ name, topic }: SeenTopic): Problem => ({
  path: "kafka.topics",
  given: `no topic ${topic}, which is there as ${name}`,
  allowed: `the topic, unless its allow held delete at an up before: its records would be deleted`,
});

function changedProblems(kafka: KubernetesSettings["kafka"], there: Map<string, SeenTopic>): Problem[] {
  return Object.entries(kafka.topics).flatMap(([key, spec]): Problem[] => {
    const now = there.get(kubeName(key));
    if (now === undefined) return [];
    const { topic, partitions, replication, allow } = compileTopic(key, spec, kafka.nodes);
    const path = `kafka.topics.${key}`;
    const problems: Problem[] = [];
    if (topic !== now.topic)
      problems.push({
        path: `${path}.name`,
        given: given(spec.name, key),
        allowed: `${now.topic}, or another key for another topic: Strimzi renames none`,
      });
    if (partitions < now.partitions)
      problems.push({
        path: `${path}.partitions`,
        given: String(partitions),
        allowed: `at least ${now.partitions}, which it has: partitions are never lowered`,
      });
    const moves = allow.includes("replace") && kafka.cruiseControl;
    if (replication !== now.replication && !moves)
      problems.push({
        path: `${path}.replication`,
        given: given(spec.replication, replication),
        allowed: `${now.replication}, which it has, unless allow holds replace and kafka.cruiseControl is true, which moves the copies`,
      });
    return problems;
  });
}

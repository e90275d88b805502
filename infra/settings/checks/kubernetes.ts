/** What Kubernetes and Strimzi want of names, sizes and numbers. */
import { kubeName, LONGEST_NAME } from "../../../components/kubernetes/names.ts";
import type { Problem } from "../problem.ts";
import type { StrimziView, View } from "../view.ts";

/** Longest suffix of what is named after a user or a topic. */
const SUFFIX = "kafka-password-".length;

export function kubernetesProblems(view: View): Problem[] {
  const { strimzi } = view;
  if (!strimzi) return contextProblems(view);
  return [
    ...contextProblems(view),
    ...userProblems(view),
    ...topicNameProblems(view),
    ...poolProblems("kafka.brokers", strimzi.brokers),
    ...poolProblems("kafka.controllers", strimzi.controllers),
    ...namespaceModeProblems(view),
    ...classProblems(view),
  ];
}

/** What Strimzi and the guard of a namespace are told stands in it. */
function namespaceModeProblems({ kubernetes }: View): Problem[] {
  if (kubernetes?.keys?.namespaceMode !== "shared") return [];
  return [
    {
      path: "kubernetes.namespaceMode",
      given: '"shared"',
      allowed: "own, because kafka.backend is strimzi: a cluster has a namespace of its own, which others may share",
    },
  ];
}

/** Ports of nodes have no class. */
function classProblems({ strimzi }: View): Problem[] {
  const { type, class: given } = strimzi?.external ?? {};
  if (type !== "nodeport" || given === undefined) return [];
  const allowed = "nothing, because kafka.external.type is nodeport: only load balancers have a class";
  return [{ path: "kafka.external.class", given: JSON.stringify(given), allowed }];
}

/** The current context is whatever somebody used last, and another cluster may be the right one's twin. */
function contextProblems({ cloud, production, kubernetes }: View): Problem[] {
  if (cloud !== "kubernetes" || !production || kubernetes?.keys?.context !== undefined) return [];
  // Undefined keys have problems of their own.
  if (kubernetes?.keys === undefined) return [];
  const allowed =
    "the context's name, because environment is production: whose cluster that is must not depend on the last one used";
  return [{ path: "kubernetes.context", given: "missing", allowed }];
}

/** A KafkaUser is named as its principal, letter for letter. */
function userProblems({ access }: View): Problem[] {
  return Object.keys(access)
    .filter((key) => key !== kubeName(key) || key.length > LONGEST_NAME - SUFFIX)
    .map((key) => ({
      path: `kafka.access.${key}`,
      given: `a principal named ${JSON.stringify(key)}`,
      allowed: `small letters, digits and dashes, at most ${LONGEST_NAME - SUFFIX}: Kubernetes has an object of that name`,
    }));
}

/** Two keys may differ only in what Kubernetes leaves out of names. */
function topicNameProblems({ topics }: View): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(topics).flatMap((key) => {
    const name = kubeName(key);
    const other = seen.get(name);
    seen.set(name, other ?? key);
    return other === undefined
      ? []
      : [
          {
            path: `kafka.topics.${key}`,
            given: `a key that is ${name} in Kubernetes`,
            allowed: `a key that differs from ${other} in more than capitals, dashes and underscores`,
          },
        ];
  });
}

function poolProblems(path: string, pool: StrimziView["brokers"]): Problem[] {
  const { memoryMi, heapMi } = pool ?? {};
  if (memoryMi === undefined || heapMi === undefined) return [];
  const most = Math.floor(memoryMi * 0.75);
  if (heapMi <= most) return [];
  return [
    {
      path: `${path}.heapMi`,
      given: String(heapMi),
      allowed: `at most ${most}, three quarters of ${path}.memoryMi: the rest is the system's for files and connections`,
    },
  ];
}

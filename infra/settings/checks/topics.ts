/** Topics among themselves and against the cluster: names, copies, configuration. */
import { defaultMinInsync, defaultReplication, ownedConfig } from "../../../components/kafka/topic-config.ts";
import { mskNodes } from "../kafka/msk-defaults.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function topicProblems(view: View): Problem[] {
  return [...nameProblems(view), ...copyProblems(view), ...configProblems(view)];
}

/** Kafka holds a.b and a_b for the same, because its metrics do. */
function nameProblems(view: View): Problem[] {
  const seen = new Map<string, string>();
  return Object.entries(view.topics).flatMap(([key, { name }]) => {
    const same = name.replaceAll(".", "_");
    const other = seen.get(same);
    seen.set(same, other ?? key);
    return other === undefined
      ? []
      : [
          {
            path: `kafka.topics.${key}.name`,
            given: JSON.stringify(name),
            allowed: `a name that differs from that of kafka.topics.${other} in more than . and _`,
          },
        ];
  });
}

function copyProblems(view: View): Problem[] {
  const { brokers, existing, strimzi, confluent } = view;
  const nodes = brokers?.nodes ?? existing?.nodes ?? strimzi?.nodes ?? (confluent ? 3 : nodesOfMsk(view));
  if (nodes === undefined) return [];
  return Object.entries(view.topics).flatMap(([key, { spec }]) => {
    if (!spec) return [];
    const replication = spec.replication ?? defaultReplication(nodes);
    if (replication > nodes) {
      return [
        {
          path: `kafka.topics.${key}.replication`,
          given: String(replication),
          allowed: `at most kafka.nodes, which is ${nodes}`,
        },
      ];
    }
    const minInsync = spec.minInsync ?? defaultMinInsync(replication);
    if (minInsync > replication) {
      return [
        {
          path: `kafka.topics.${key}.minInsync`,
          given: String(minInsync),
          allowed: `at most replication, which is ${replication}`,
        },
      ];
    }
    return [];
  });
}

function nodesOfMsk({ msk }: View): number | undefined {
  return msk?.tier === undefined ? undefined : mskNodes(msk.tier, msk);
}

/** A topic's configuration that has a key of its own would otherwise be said twice, perhaps differently. */
function configProblems(view: View): Problem[] {
  return Object.entries(view.topics).flatMap(([key, { spec }]) =>
    Object.keys(spec?.config ?? {}).flatMap((name) => {
      const own = ownedConfig[name];
      return own === undefined
        ? []
        : [
            {
              path: `kafka.topics.${key}.config.${name}`,
              given: "set here",
              allowed: `kafka.topics.${key}.${own} instead, which is the same`,
            },
          ];
    }),
  );
}

/** What the settings ask of a backend that it cannot do: the same data as the README's table. */
import { capabilitiesOf } from "../../../components/kafka/capabilities.ts";
import type { AuthKind, CapabilityName, Flavour } from "../../../components/kafka/cluster.ts";
import { confluentCapabilities } from "../../../components/kafka/confluent/kinds.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

interface Asked {
  capability: CapabilityName;
  path: string;
  given: string;
  instead: string;
}

export function capabilityProblems(view: View): Problem[] {
  const backend = backendOf(view);
  if (backend === undefined) return [];
  const kind = view.confluent?.size?.kind;
  const can = kind ? confluentCapabilities(kind) : capabilitiesOf(backend);
  const kinds = (["scram", "mtls", "iam", "oauth"] as const).filter((kind: AuthKind) => can[`auth.${kind}`].supported);
  return asked(view, kinds)
    .filter(({ capability }) => !can[capability].supported)
    .map(({ capability, path, given, instead }) => ({
      path,
      given,
      allowed: `${instead}: backend ${backend} cannot do ${capability} (${can[capability].reason})`,
    }));
}

/** Tiers of MSK can do different things. */
export const ofTier = { standard: "msk", express: "msk-express", serverless: "msk-serverless" } as const;

/** Undefined: not understood, which is told elsewhere. */
export function backendOf({ brokers, existing, referenced, strimzi, msk, confluent }: View): Flavour | undefined {
  if (brokers) return "local";
  if (existing) return "existing";
  if (referenced) return "referenced";
  if (msk?.tier !== undefined) return ofTier[msk.tier];
  if (confluent) return "confluent";
  return strimzi ? "strimzi" : undefined;
}

function asked(view: View, kinds: readonly string[]): Asked[] {
  const list: Asked[] = [];
  for (const [name, spec] of Object.entries(view.access)) {
    const path = `kafka.access.${name}`;
    if (!spec) continue;
    list.push({
      capability: `auth.${spec.auth}`,
      path: `${path}.auth`,
      given: JSON.stringify(spec.auth),
      instead: kinds.join(", "),
    });
    if (spec.quota) list.push({ capability: "quotas", path: `${path}.quota`, given: "set", instead: "no quota" });
    if ((spec.rotation ?? 1) > 1)
      list.push({ capability: "rotation", path: `${path}.rotation`, given: String(spec.rotation), instead: "1" });
    if (spec.transactionalIdPrefix)
      list.push({ capability: "transactions", path: `${path}.transactionalIdPrefix`, given: "set", instead: "none" });
  }
  for (const [key, { spec }] of Object.entries(view.topics)) {
    if (spec?.cleanup && spec.cleanup !== "delete") {
      list.push({
        capability: "compaction",
        path: `kafka.topics.${key}.cleanup`,
        given: JSON.stringify(spec.cleanup),
        instead: "delete",
      });
    }
  }
  if (view.workload?.processor.semantics === "exactly-once")
    list.push({
      capability: "transactions",
      path: "workload.processor.semantics",
      given: '"exactly-once"',
      instead: "at-least-once",
    });
  const { metadata, nodes } = view.brokers ?? {};
  if (metadata === "zookeeper")
    list.push({ capability: "zookeeper", path: "kafka.metadata", given: '"zookeeper"', instead: "kraft" });
  if ((nodes ?? 1) > 1) list.push({ capability: "multiNode", path: "kafka.nodes", given: String(nodes), instead: "1" });
  return list;
}

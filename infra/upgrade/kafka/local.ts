/** Kafka as processes of this machine: one version for each way of keeping metadata, whose files are locked by checksums. */
import { ofBackend } from "../../clouds/last-up.ts";
import { compareVersions } from "../../compare-versions.ts";
import type { LocalKafka } from "../../settings/kafka/local.ts";
import type { Problem } from "../../settings/problem.ts";
import { kafkaLines, kafkaVersion, localKafka } from "../../versions.ts";
import type { Context } from "../context.ts";
import { endOf } from "../end.ts";
import { type Draft, ranks, refusalsOf } from "../plan.ts";
import { release } from "../release.ts";
import { changesOf, free, type KafkaPart, problemsWith, TITLE, toldVersion } from "./part.ts";

export function localPart(context: Context, { metadata, version }: LocalKafka): KafkaPart {
  const { asked, seen, today } = context;
  const told = toldVersion(ofBackend(seen.cluster, "local")?.kafkaVersion);
  const now = told ?? kafkaVersion(metadata, version);
  const target = asked.get("kafka") ?? localKafka[metadata].version;
  const order = compareVersions(target, now);
  const problems = [...problemsWith(context, { version: target }), ...lowered(now, target)];
  const refused = refusalsOf(problems, {
    subject: "kafka",
    from: now,
    to: target,
    instead:
      metadata === "zookeeper" && compareVersions(target, "4.0") >= 0
        ? "kafka.metadata: kraft in a second stack, as it is not changed on a cluster with data; or `npm run down -- --purge` first"
        : "the next release of Tributary; an older one after `npm run down -- --purge`",
  });
  const raised = refused.length === 0 && order > 0;
  return {
    subjects: [
      {
        id: "kafka",
        title: `${TITLE} (${metadata})`,
        now,
        source: told === undefined ? "settings" : (seen.from ?? "outputs"),
        target,
        end: endOf(kafkaLines, now, today),
        state: refused.length > 0 ? "refused" : raised ? "raised" : "current",
        what:
          refused.length > 0
            ? "refused, see below"
            : raised
              ? "brokers of this machine restart in turn"
              : `the one that Tributary ${release} starts with ${metadata}`,
      },
    ],
    steps: raised ? [step(context, now, target)] : [],
    refused,
    hold: free,
  };
}

/** As kafka.version says of itself: Kafka refuses it. */
function lowered(now: string, target: string): Problem[] {
  if (compareVersions(target, now) >= 0) return [];
  return [{ path: "kafka.version", given: JSON.stringify(target), allowed: `${now} or newer, whose data is there` }];
}

const step = (context: Context, now: string, target: string): Draft => ({
  rank: ranks.kafka,
  title: `Kafka ${now} -> ${target}`,
  subjects: ["kafka"],
  settings: changesOf(context, { version: null }),
  changes: "processes of brokers, in turn; data in the stack's folder stays",
  why: "brokers before clients: they answer older ones",
  back: "none: an older Kafka does not read a newer one's data",
  oneWay: true,
});

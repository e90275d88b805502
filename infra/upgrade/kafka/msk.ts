/** Kafka by Amazon MSK: brokers in turn, never back. The format of its metadata is AWS' own affair. */
import { compareVersions, defaultVersion, versionsOf } from "../../../components/kafka/msk/versions.ts";
import { ofBackend } from "../../clouds/last-up.ts";
import { mskChangeProblems } from "../../settings/checks/msk/changes.ts";
import type { MskKafka } from "../../settings/kafka/msk.ts";
import { mskVersion } from "../../settings/kafka/msk-defaults.ts";
import { mskLines } from "../../versions.ts";
import type { Context } from "../context.ts";
import { endOf } from "../end.ts";
import { type Draft, ranks, refusalsOf, type Source } from "../plan.ts";
import {
  changesOf,
  elsewhere,
  free,
  type KafkaPart,
  problemsWith,
  standingRefusals,
  TITLE,
  toldVersion,
} from "./part.ts";

export function mskPart(context: Context, kafka: MskKafka): KafkaPart {
  const { asked, seen, today } = context;
  const { tier } = kafka;
  if (tier === "serverless")
    return elsewhere(context, {
      now: null,
      source: null,
      end: null,
      what: "AWS raises serverless clusters by itself, and names no version",
      instead: "kafka.tier: standard or express, in a second stack, has a version to choose",
    });
  const told = toldVersion(ofBackend(seen.cluster, "msk")?.kafkaVersion);
  const now = told ?? mskVersion(tier, kafka);
  const source: Source = told === undefined ? "settings" : (seen.from ?? "outputs");
  const target = asked.get("kafka") ?? defaultVersion(tier);
  const wrong = problemsWith(context, { version: target });
  const problems = wrong.length > 0 ? wrong : mskChangeProblems({ version: now }, { version: target });
  const refused = refusalsOf(problems, {
    subject: "kafka",
    from: now,
    to: target,
    instead: `of ${tier} brokers: ${
      versionsOf(tier)
        .filter((one) => compareVersions(one, now) > 0)
        .join(", ") || `${now}, which is the newest`
    }; an older one, or another tier, is a second stack that records are copied to`,
  });
  const raised = refused.length === 0 && compareVersions(target, now) > 0;
  const standing = mskChangeProblems(told === undefined ? undefined : { version: now }, {
    version: mskVersion(tier, kafka),
  });
  return {
    subjects: [
      {
        id: "kafka",
        title: `${TITLE} (MSK ${tier})`,
        now,
        source,
        target,
        end: endOf(mskLines, now, today),
        state: refused.length > 0 ? "refused" : raised ? "raised" : "current",
        what:
          refused.length > 0
            ? "refused, see below"
            : raised
              ? "kafka.version; AWS restarts brokers in turn, no way back"
              : `the newest of ${tier} brokers; after its end AWS raises it by itself`,
      },
    ],
    steps: raised ? [step(context, now, target)] : [],
    refused: problems.length > 0 ? refused : standingRefusals(standing, mskVersion(tier, kafka), now),
    hold: told === undefined ? free : { settings: changesOf(context, { version: now }) },
  };
}

/** Amazon MSK developer guide, "Upgrade the Apache Kafka version". */
const step = (context: Context, now: string, target: string): Draft => ({
  rank: ranks.kafka,
  title: `Kafka ${now} -> ${target}`,
  subjects: ["kafka"],
  settings: changesOf(context, { version: target }),
  changes: "aws.msk.Cluster in place; AWS restarts brokers in turn, records stay",
  why: `brokers before clients: they answer older ones. Ask AWS first what this cluster may become (\`aws kafka get-compatible-kafka-versions\`)`,
  back: "none: MSK lowers no cluster, and an `up` that would is refused, as it would make it anew",
  oneWay: true,
});

/** Kafka, whoever runs it. */
import { kafkaLines } from "../../versions.ts";
import type { Context } from "../context.ts";
import { endOf } from "../end.ts";
import { localPart } from "./local.ts";
import { mskPart } from "./msk.ts";
import { elsewhere, type KafkaPart, toldVersion } from "./part.ts";
import { strimziPart } from "./strimzi.ts";

export function kafkaPart(context: Context): KafkaPart {
  const { kafka } = context.settings;
  switch (kafka.backend) {
    case "strimzi":
      return strimziPart(context, kafka);
    case "msk":
      return mskPart(context, kafka);
    case "local":
      return localPart(context, kafka);
    case "confluent":
      return elsewhere(context, {
        now: null,
        source: null,
        end: null,
        what: "Confluent Cloud raises its clusters by itself, and names no version",
        instead: "nothing to do",
      });
    case "existing":
      return existingPart(context, "version" in kafka ? kafka.version : undefined);
    case "referenced":
      return elsewhere(context, {
        ...told(context, undefined),
        what: `the stack ${kafka.stack} runs it`,
        instead: `\`npm run tributary -- upgrade plan ${kafka.stack.split("/").at(-1)}\``,
      });
  }
}

function existingPart(context: Context, named: string | undefined): KafkaPart {
  const then = named === undefined ? "" : "; kafka.version follows, which only tells what they are";
  return elsewhere(context, {
    ...told(context, named),
    what: `whoever runs the brokers raises them${then}`,
    instead: `ask whoever runs them: brokers first, then this application${then}`,
  });
}

/** What the settings say of brokers, or the last `up` found. */
function told({ seen, today }: Context, named: string | undefined) {
  const version = toldVersion(seen.cluster?.kafkaVersion) ?? named;
  const source = version === undefined ? null : version === named ? ("settings" as const) : seen.from;
  return { now: version ?? null, source, end: endOf(kafkaLines, version, today) };
}

/** Channels of Express brokers. */
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import { nearest } from "../../nearest.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

export function channelProblems(tier: MskTier, { channels = {} }: MskView, { topics, mapsKnown }: View): Problem[] {
  const keys = Object.keys(channels);
  if (keys.length > 0 && tier !== "express")
    return [
      {
        path: "kafka.channels",
        given: keys.join(", "),
        allowed: `none, because kafka.tier is ${tier}: only Express brokers deliver by themselves`,
      },
    ];
  if (!mapsKnown) return [];
  const known = Object.keys(topics);
  return Object.entries(channels).flatMap(([key, { topic }]) => {
    if (known.includes(topic)) return [];
    const near = nearest(topic, known);
    return [
      {
        path: `kafka.channels.${key}.topic`,
        given: JSON.stringify(topic),
        allowed: `a key of kafka.topics (${known.join(", ") || "which is empty"})`,
        ...(near === undefined ? {} : { nearest: near }),
      },
    ];
  });
}

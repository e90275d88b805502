/** Channels of Express brokers. */
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import { nearest } from "../../nearest.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

export function channelProblems(
  tier: MskTier,
  { channels = {} }: MskView,
  { topics, mapsKnown, lake }: View,
): Problem[] {
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
  return Object.entries(channels).flatMap(([key, { topic, destination, deadLetters }]): Problem[] => {
    const path = `kafka.channels.${key}`;
    const given = JSON.stringify(topic);
    if (!known.includes(topic)) {
      const near = nearest(topic, known);
      const allowed = `a key of kafka.topics (${known.join(", ") || "which is empty"})`;
      return [{ path: `${path}.topic`, given, allowed, ...(near === undefined ? {} : { nearest: near }) }];
    }
    if (lake === undefined) return [];
    const own = Object.keys(lake.topics);
    return [
      ...(destination.type === "lake" ? among(own, "lake.topics", topic, path) : []),
      ...(destination.type === "lake-table" ? among(lake.iceberg.topics, "lake.iceberg.topics", topic, path) : []),
      ...(deadLetters === undefined && own.length === 0
        ? [
            {
              path: `${path}.deadLetters`,
              given: "missing",
              allowed: "a bucket, because AWS wants one and lake.topics is empty, whose bucket it could be",
            },
          ]
        : []),
    ];
  });
}

function among(keys: string[], setting: string, topic: string, path: string): Problem[] {
  if (keys.includes(topic)) return [];
  const allowed = `a topic of ${setting} (${keys.join(", ") || "which is empty"}), because the channel's destination is there`;
  return [{ path: `${path}.topic`, given: JSON.stringify(topic), allowed }];
}

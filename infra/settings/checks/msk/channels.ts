/** Channels of Express brokers. */
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import type { MskChannels } from "../../kafka/msk-channels.ts";
import { nearest } from "../../nearest.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

export function channelProblems(tier: MskTier, { channels = {} }: MskView, view: View): Problem[] {
  const { topics, mapsKnown } = view;
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
  return Object.entries(channels).flatMap(([key, channel]) => {
    const { topic } = channel;
    if (known.includes(topic)) return lakeProblems(`kafka.channels.${key}`, channel, view);
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

/** What a channel takes of the lake is there. */
function lakeProblems(path: string, channel: MskChannels[string], { lake, topics }: View): Problem[] {
  const { topic, destination, deadLetters } = channel;
  // A lake that is wrong is told elsewhere.
  if (lake === undefined) return [];
  const objects = Object.keys(lake.topics);
  const allowed = (setting: string, keys: string[]) =>
    `a topic of ${setting}, which are ${keys.join(", ") || "none"}, because destination.type is ${destination.type}`;
  const given = JSON.stringify(topic);
  const missing =
    destination.type === "lake" && !objects.includes(topic)
      ? [{ path: `${path}.topic`, given, allowed: allowed("lake.topics", objects) }]
      : destination.type === "lake-table" && !lake.iceberg.topics.includes(topic)
        ? [{ path: `${path}.topic`, given, allowed: allowed("lake.iceberg.topics", lake.iceberg.topics) }]
        : [];
  const type = topics[topic]?.spec?.schema?.value?.type;
  return [
    ...missing,
    ...(destination.type === "lake" && type === "AVRO"
      ? [
          {
            path: `${path}.topic`,
            given,
            allowed:
              "a topic whose records are plain JSON: MSK writes them as they are, and Athena could not read Avro behind a schema's id",
          },
        ]
      : []),
    ...(deadLetters === undefined && objects.length === 0
      ? [
          {
            path: `${path}.deadLetters`,
            given: "missing",
            allowed: "a bucket, because there is no lake.topics, whose bucket would have a place for them",
          },
        ]
      : []),
  ];
}

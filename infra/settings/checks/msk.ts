/** What Amazon MSK takes and refuses, before the first resource: by tier, version, size, topics, principals and ways in. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";
import { mskAccessProblems } from "./msk/access.ts";
import { brokerProblems } from "./msk/brokers.ts";
import { channelProblems } from "./msk/channels.ts";
import { reachProblems } from "./msk/reach.ts";
import { storageProblems } from "./msk/storage.ts";
import { tierProblems } from "./msk/tier.ts";
import { tieredProblems } from "./msk/tiered.ts";
import { mskTopicProblems } from "./msk/topics.ts";

export function mskProblems(view: View): Problem[] {
  const { msk } = view;
  if (!msk) return [];
  // Without a tier that is understood nothing else can be said.
  const { tier } = msk;
  if (tier === undefined) return [];
  return [
    ...tierProblems(tier, msk),
    ...(tier === "serverless" ? [] : [...brokerProblems(tier, msk, view), ...storageProblems(tier, msk)]),
    ...(tier === "standard" ? tieredProblems(msk, view) : []),
    ...reachProblems(tier, msk, view),
    ...mskTopicProblems(tier, view),
    ...mskAccessProblems(tier, msk, view),
    ...channelProblems(tier, msk, view),
  ];
}

/** The look that an `up` takes at a cluster, without the `up`. */

import type { Reader } from "../look/client.ts";
import { judge, remarksOn } from "../look/index.ts";
import { lookAt } from "../look/look-at.ts";
import type { KubernetesSettings } from "../look/wanted.ts";
import { settingsError } from "../settings/problem.ts";
import type { SettingsOf } from "../settings.ts";

/** @returns what goes and should be known. @throws TributaryError TRB_CLUSTER_UNFIT with all that does not go */
export async function lookedAt(
  reader: Reader,
  settings: SettingsOf<"kubernetes">,
  stack: string,
  today: Date,
): Promise<string[]> {
  if (settings.kafka.backend !== "strimzi") return [];
  const wanted = settings as KubernetesSettings;
  const look = await lookAt(reader, wanted, stack);
  const problems = judge(look, wanted);
  if (problems.length > 0)
    throw settingsError(problems, `The settings for the cluster of context ${reader.context}`, "TRB_CLUSTER_UNFIT");
  return remarksOn(look, wanted, today);
}

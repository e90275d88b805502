/** Whether a cluster is looked at: the cluster is Strimzi's, as of any other there is nothing in Kubernetes to look at yet. */
import type { SettingsOf } from "../settings.ts";
import type { KubernetesSettings } from "./wanted.ts";

export function isLookedAt(settings: SettingsOf<"kubernetes">): settings is KubernetesSettings {
  return settings.kafka.backend === "strimzi" && settings.kubernetes.look === "on";
}

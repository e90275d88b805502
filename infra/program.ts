/** The one program: whoever deploys, previews or tests calls this function and no other. */
import { log } from "@pulumi/pulumi";
import type { AskCaller } from "./clouds/aws/caller.ts";
import type { LookAt } from "./look/index.ts";
import type { KubernetesSettings } from "./look/wanted.ts";
import type { StackOutputs } from "./outputs.ts";
import { settingsWarnings } from "./settings/warnings.ts";
import type { Settings, SettingsOf } from "./settings.ts";
import { makeStructsAtOnce } from "./structs.ts";

export interface ProgramOptions {
  /** How a cluster is looked at before anything is declared. Default: its API server is asked; false: not at all, as in tests without one. */
  look?: LookAt | false;
  /** How AWS is asked who runs this. Default: by its command line. */
  askCaller?: AskCaller;
  /** Versions that have ended by then are told. Default: now. */
  today?: Date;
}

/**
 * Declares every resource of a stack; to be called inside a Pulumi program or its mocks.
 * @param stack the stack's name
 * @throws TributaryError what lookFirst throws, before anything is declared
 */
export async function program(
  settings: Settings,
  stack: string,
  { look, today = new Date(), askCaller }: ProgramOptions = {},
): Promise<StackOutputs> {
  makeStructsAtOnce();
  for (const warning of settingsWarnings(settings, today)) await log.warn(warning);
  if (look !== false && settings.cloud !== "local" && settings.kafka.backend === "confluent") {
    (await import("./clouds/confluent.ts")).requireConfluent(settings, stack);
    await (await import("./clouds/confluent-look.ts")).lookAtConfluent(settings, settings.kafka, stack);
  }
  switch (settings.cloud) {
    case "local":
      return (await import("./clouds/local.ts")).deployLocal(settings, stack);
    case "kubernetes":
      if (look !== false && settings.kubernetes.look === "on" && onPods(settings))
        await (await import("./look/index.ts")).lookFirst(settings, stack, { look, today });
      return (await import("./clouds/kubernetes.ts")).deployKubernetes(settings, stack);
    case "aws":
      if (look !== false) {
        await (await import("./clouds/aws/zones.ts")).lookAtZones(settings);
        await (await import("./clouds/aws/look.ts")).lookAtMsk(settings, stack);
      }
      return (await import("./clouds/aws/index.ts")).deployAws(settings, stack, askCaller);
    case "gcp":
      return (await import("./clouds/gcp.ts")).deployGcp(settings, stack);
    case "azure":
      return (await import("./clouds/azure.ts")).deployAzure(settings, stack);
    default:
      return settings satisfies never;
  }
}

/** Whether the brokers are pods, so that the cluster must have what they need. */
function onPods(settings: SettingsOf<"kubernetes">): settings is KubernetesSettings {
  return settings.kafka.backend === "strimzi";
}

/** What is asked before anything is declared: who runs this, what is there already, and what of the settings would lose it or could not work. */
import type { AskCaller, Caller } from "./clouds/aws/caller.ts";
import type { AskCluster as AskMsk } from "./clouds/aws/look.ts";
import type { AskZones } from "./clouds/aws/zones.ts";
import type { AskCluster as AskConfluent } from "./clouds/confluent-look.ts";
import type { AskLast } from "./clouds/last-up.ts";
import type { LoginPlaces } from "./clouds/logins.ts";
import type { LookAt, Tell } from "./look/index.ts";
import type { KubernetesSettings } from "./look/wanted.ts";
import type { PodSettings } from "./pods/place.ts";
import type { SettingsOf } from "./settings.ts";

/** Who is asked, and how; tests ask nobody. */
export interface Asks {
  /** A cluster of Kubernetes. Default: its API server. */
  look?: LookAt;
  /** Who runs this at AWS. Default: by its command line, as are its zones and MSK. */
  askCaller?: AskCaller;
  askZones?: AskZones;
  askMsk?: AskMsk;
  /** What is at Confluent Cloud. Default: its API. */
  askConfluent?: AskConfluent;
  /** What this stack told at its last `up`. Default: Pulumi. */
  askLast?: AskLast;
  /** Where credentials stand. Default: the environment, and the files of whoever runs this. */
  logins?: Partial<LoginPlaces>;
}

/**
 * @param today versions that have ended by then are told
 * @param tell is told what goes and should be known
 * @returns who runs this; undefined: not at AWS
 * @throws TributaryError TRB_CREDENTIALS_INVALID, TRB_SETTINGS_INVALID, TRB_CLUSTER_UNFIT and what lookFirst throws
 */
export async function askBefore(
  settings: PodSettings,
  stack: string,
  asks: Asks,
  today: Date,
  tell: Tell,
): Promise<Caller | undefined> {
  const caller = settings.cloud === "aws" ? await callerFirst(settings, asks) : undefined;
  if (settings.cloud === "aws") await (await import("./clouds/aws/zones.ts")).lookAtZones(settings, asks.askZones);
  const { kafka } = settings;
  switch (kafka.backend) {
    case "confluent":
      (await import("./clouds/confluent.ts")).requireConfluent(settings, stack, asks.logins?.env);
      (await import("./clouds/logins.ts")).requireLogin(settings, asks.logins);
      await (await import("./clouds/confluent-look.ts")).lookAtConfluent(
        settings,
        kafka,
        stack,
        asks.askConfluent,
        asks.askLast,
      );
      break;
    case "msk":
      if (settings.cloud === "aws")
        await (await import("./clouds/aws/look.ts")).lookAtMsk(settings, stack, asks.askMsk, asks.askLast);
      break;
    case "strimzi":
      if (isLookedAt(settings)) await lookAtPods(settings, stack, asks, { today, tell });
      else await (await import("./clouds/look-back.ts")).lookBackAtStrimzi(kafka, stack, asks.askLast);
      break;
    case "existing":
      await (await import("./clouds/look-back.ts")).lookBackAtExisting(kafka, stack, asks.askLast);
      break;
  }
  return caller;
}

/** Nothing that is asked of AWS later says as clearly that nobody is logged in. */
async function callerFirst(settings: SettingsOf<"aws">, { askCaller }: Asks): Promise<Caller> {
  return (await import("./clouds/aws/caller.ts")).callerOf(settings, askCaller);
}

/** A cluster that the same run makes has nothing to look at when it is made, and is not asked later. */
const isLookedAt = ({ kubernetes, ...settings }: PodSettings): boolean =>
  kubernetes.look === "on" && (settings.cloud !== "aws" || settings.aws.eks.mode === "existing");

async function lookAtPods(
  settings: PodSettings,
  stack: string,
  { look }: Asks,
  told: { today: Date; tell: Tell },
): Promise<void> {
  const { lookFirst } = await import("./look/index.ts");
  const seen = settings.cloud === "aws" ? (await import("./clouds/aws/network.ts")).withZones(settings) : settings;
  await lookFirst(seen as KubernetesSettings, stack, { look, ...told });
}

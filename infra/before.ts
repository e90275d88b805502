/** What is asked before anything is declared: who runs this, what is there already, and what of the settings would lose it or could not work. */
import type { AskCaller, Caller } from "./clouds/aws/caller.ts";
import type { AskEks } from "./clouds/aws/eks-version.ts";
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
  /** Who runs this at AWS. Default: by its command line, as are its zones, EKS and MSK. */
  askCaller?: AskCaller;
  askZones?: AskZones;
  askEks?: AskEks;
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
  if (settings.cloud === "aws") {
    const [{ lookAtZones }, { lookAtEks }] = await Promise.all([
      import("./clouds/aws/zones.ts"),
      import("./clouds/aws/eks-version.ts"),
    ]);
    await Promise.all([lookAtZones(settings, asks.askZones), lookAtEks(settings, stack, asks.askEks)]);
  }
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
      if (settings.kubernetes.look === "on") await lookAtPods(settings, stack, asks, { today, tell });
      // What of a cluster of its own may not be seen, the stack has told.
      if (settings.kubernetes.look === "off" || ownCluster(settings) !== undefined)
        await (await import("./clouds/look-back.ts")).lookBackAtStrimzi(kafka, stack, asks.askLast);
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

/** The cluster that the same run makes; undefined: it is there. */
function ownCluster(settings: PodSettings) {
  return settings.cloud === "aws" && settings.aws.eks.mode === "create" ? settings.aws.eks : undefined;
}

async function lookAtPods(
  settings: PodSettings,
  stack: string,
  { look }: Asks,
  told: { today: Date; tell: Tell },
): Promise<void> {
  const { lookAtCluster, lookFirst } = await import("./look/index.ts");
  const wanted = (
    settings.cloud === "aws" ? (await import("./clouds/aws/network.ts")).withZones(settings) : settings
  ) as KubernetesSettings;
  const own = ownCluster(settings);
  if (own === undefined) return lookFirst(wanted, stack, { look, ...told });
  const { ofOwnCluster, unlessOutOfReach } = await import("./look/own.ts");
  const asLeft: LookAt = async (...of) => ofOwnCluster(await (look ?? lookAtCluster)(...of), own.version);
  await unlessOutOfReach(() => lookFirst(wanted, stack, { look: asLeft, ...told }), told.tell);
}

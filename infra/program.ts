/** The one program: whoever deploys, previews or tests calls this function and no other. */
import { log } from "@pulumi/pulumi";
import type { AskCaller } from "./clouds/aws/caller.ts";
import { isLookedAt } from "./look/applies.ts";
import type { LookAt } from "./look/index.ts";
import type { StackOutputs } from "./outputs.ts";
import { settingsWarnings } from "./settings/warnings.ts";
import type { Settings } from "./settings.ts";

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
  for (const warning of settingsWarnings(settings, today)) await log.warn(warning);
  switch (settings.cloud) {
    case "local":
      return (await import("./clouds/local.ts")).deployLocal(settings, stack);
    case "kubernetes":
      if (look !== false && isLookedAt(settings))
        await (await import("./look/index.ts")).lookFirst(settings, stack, { look, today });
      return (await import("./clouds/kubernetes.ts")).deployKubernetes(settings, stack);
    case "aws":
      return (await import("./clouds/aws/index.ts")).deployAws(settings, stack, askCaller);
    default:
      return settings satisfies never;
  }
}

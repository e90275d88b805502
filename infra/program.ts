/** The one program: whoever deploys, previews or tests calls this function and no other. */
import { log } from "@pulumi/pulumi";
import { type Asks, askBefore } from "./before.ts";
import type { StackOutputs } from "./outputs.ts";
import { makePromisesQuickly } from "./promises.ts";
import { settingsWarnings } from "./settings/warnings.ts";
import type { Settings } from "./settings.ts";
import { makeStructsAtOnce } from "./structs.ts";

export interface ProgramOptions extends Omit<Asks, "look"> {
  /**
   * How a cluster is looked at before anything is declared. Default: its API server is asked; false: nobody is asked for anything, as in tests
   * without a cluster and where nothing is deployed.
   */
  look?: Asks["look"] | false;
  /** Versions that have ended by then are told. Default: now. */
  today?: Date;
}

/**
 * Declares every resource of a stack; to be called inside a Pulumi program or its mocks.
 * @param stack the stack's name
 * @throws TributaryError what askBefore throws, before anything is declared
 */
export async function program(
  settings: Settings,
  stack: string,
  { look, today = new Date(), ...asks }: ProgramOptions = {},
): Promise<StackOutputs> {
  makeStructsAtOnce();
  makePromisesQuickly();
  for (const warning of settingsWarnings(settings, today)) await log.warn(warning);
  const caller =
    look === false || settings.cloud === "local"
      ? undefined
      : await askBefore(settings, stack, { ...asks, look }, today, (remark) => log.warn(remark));
  switch (settings.cloud) {
    case "local":
      return (await import("./clouds/local.ts")).deployLocal(settings, stack);
    case "kubernetes":
      return (await import("./clouds/kubernetes.ts")).deployKubernetes(settings, stack);
    case "aws": {
      const askCaller = caller ? async () => caller : asks.askCaller;
      return (await import("./clouds/aws/index.ts")).deployAws(settings, stack, askCaller);
    }
    case "gcp":
      return (await import("./clouds/gcp.ts")).deployGcp(settings, stack);
    case "azure":
      return (await import("./clouds/azure.ts")).deployAzure(settings, stack);
    default:
      return settings satisfies never;
  }
}

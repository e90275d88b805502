/** The one program: whoever deploys, previews or tests calls this function and no other. */
import { log } from "@pulumi/pulumi";
import type { StackOutputs } from "./outputs.ts";
import { settingsWarnings } from "./settings/warnings.ts";
import type { Settings } from "./settings.ts";

/**
 * Declares every resource of a stack; to be called inside a Pulumi program or its mocks.
 * @param stack the stack's name
 */
export async function program(settings: Settings, stack: string): Promise<StackOutputs> {
  for (const warning of settingsWarnings(settings)) await log.warn(warning);
  switch (settings.cloud) {
    case "local":
      return (await import("./clouds/local.ts")).deployLocal(settings, stack);
    case "kubernetes":
      return (await import("./clouds/kubernetes.ts")).deployKubernetes(settings, stack);
    default:
      return settings satisfies never;
  }
}

/** The stacks that pipelines deploy: those whose own files say so. */
import { parseSettings, type Settings } from "../settings.ts";
import { readStackFile, stackNames } from "../stack-file.ts";

export interface DeployedStack {
  stack: string;
  settings: Settings;
}

/** @param deploy `push` or `manual`: only those. Default: all but those that are never deployed by a pipeline */
export function deployedSettings(deploy?: string): DeployedStack[] {
  return stackNames()
    .map((stack) => ({ stack, settings: parseSettings(readStackFile(stack)) }))
    .filter(({ settings: { delivery } }) => delivery.deploy !== "never" && (!deploy || delivery.deploy === deploy));
}

/** @param way `pull-request`: all of them, to be judged; `deploy`: those that each push deploys. Default: all */
export function deployedStacks(way?: string): string[] {
  return deployedSettings(way === "deploy" ? "push" : undefined).map(({ stack }) => stack);
}

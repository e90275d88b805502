/** A look at the cluster before anything is declared: what cannot work there is told at once, with the setting to change. */
import { type Problem, settingsError } from "../settings/problem.ts";
import { judges, remarks } from "./judges/index.ts";
import type { Look } from "./look.ts";
import type { KubernetesSettings } from "./wanted.ts";

/** Of the cluster of kubernetes.context, or of the one of EKS. */
export type LookAt = (settings: KubernetesSettings, stack: string) => Promise<Look>;

/** Takes what goes and should be known. */
export type Tell = (remark: string) => unknown;

/** The real cluster's API server. */
export const lookAtCluster: LookAt = async (settings, stack) => {
  const { accessFor } = await import("./access.ts");
  const { connect } = await import("./client.ts");
  const { lookAt } = await import("./look-at.ts");
  return lookAt(await connect(await accessFor(settings, stack)), settings, stack);
};

/**
 * @param today versions that have ended by then are told
 * @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems`, TRB_CLUSTER_UNREACHABLE, TRB_CLUSTER_FORBIDDEN
 */
export async function lookFirst(
  settings: KubernetesSettings,
  stack: string,
  { look: at = lookAtCluster, today, tell }: { look?: LookAt; today: Date; tell: Tell },
): Promise<void> {
  const look = await at(settings, stack);
  const problems = judge(look, settings);
  if (problems.length > 0)
    throw settingsError(problems, `The settings for the cluster of context ${look.context}`, "TRB_CLUSTER_UNFIT");
  for (const remark of remarksOn(look, settings, today)) await tell(remark);
}

/** What of the settings this cluster cannot do, once for each setting; empty when nothing is. */
export function judge(look: Look, settings: KubernetesSettings): Problem[] {
  const found = judges.flatMap((one) => one(look, settings));
  return found.filter(({ path }, index) => found.findIndex((other) => other.path === path) === index);
}

/** What goes and should be known: what was not judged comes first. */
export function remarksOn(look: Look, settings: KubernetesSettings, today: Date): string[] {
  const unread = look.unread.map(
    ({ right, serves }) => `Not looked at: ${serves}; context ${look.context} has no right to ${right}.`,
  );
  return [...unread, ...remarks.flatMap((one) => one(look, settings, today))];
}

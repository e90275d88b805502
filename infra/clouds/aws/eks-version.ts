/** Which Kubernetes the stack's own cluster of EKS runs already, before anything is declared: AWS refuses a jump of it halfway through an `up`. */
import { eksChangeProblems } from "../../settings/checks/aws/eks-changes.ts";
import { settingsError } from "../../settings/problem.ts";
import { clusterName } from "./cluster-name.ts";
import { aws } from "./command.ts";
import type { AwsSettings } from "./index.ts";

/** @returns 1.35; undefined: there is no cluster of this name, or AWS does not say */
export type AskEks = (region: string, name: string) => Promise<string | undefined>;

/** What may not be read is not judged: AWS refuses the same jump later. */
export const askEks: AskEks = async (region, name) => {
  const answer = await aws(region, "eks", "describe-cluster", "--name", name).catch(() => undefined);
  return answer?.cluster?.version;
};

/** @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems` */
export async function lookAtEks(settings: AwsSettings, stack: string, ask: AskEks = askEks): Promise<void> {
  const { region, eks } = settings.aws;
  if (eks.mode !== "create") return;
  const name = clusterName(stack);
  const problems = eksChangeProblems(await ask(region, name), eks.version);
  if (problems.length > 0)
    throw settingsError(problems, `The settings for cluster ${name} of EKS`, "TRB_CLUSTER_UNFIT");
}

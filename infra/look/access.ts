/** Which cluster a stack's pods are in, and as whom it is asked: the context of the settings, or the stack's own cluster of EKS. */
import { TributaryError } from "../../components/errors.ts";
import type { PodSettings } from "../pods/place.ts";
import type { Access } from "./kubeconfig.ts";

/**
 * @returns a context's name, undefined for the current one, or an access that stands in no kubeconfig
 * @throws TributaryError TRB_CLUSTER_UNREACHABLE when AWS does not say where the cluster of EKS is
 */
export async function accessFor(settings: PodSettings, stack: string): Promise<string | undefined | Access> {
  const { context } = settings.kubernetes;
  if (settings.cloud !== "aws" || context !== undefined) return context;
  const [{ aws }, { clusterName }, { kubeconfigOf }, { accessOfText }] = await Promise.all([
    import("../clouds/aws/command.ts"),
    import("../clouds/aws/cluster-name.ts"),
    import("../../components/kubernetes/eks/kubeconfig.ts"),
    import("./kubeconfig.ts"),
  ]);
  const { region, eks } = settings.aws;
  const name = eks.mode === "existing" ? eks.name : clusterName(stack);
  const { cluster } = await aws(region, "eks", "describe-cluster", "--name", name).catch((thrown: unknown) => {
    throw eks.mode === "create" && isMissing(thrown) ? notThereYet(name, region) : notDescribed(name, region, thrown);
  });
  const { endpoint, certificateAuthority } = cluster;
  return accessOfText(kubeconfigOf({ name, region, endpoint, authority: certificateAuthority.data }));
}

/** As AWS' command line writes the name of an answer that is an error. */
const isMissing = (thrown: unknown): boolean =>
  (thrown as { stderr?: string }).stderr?.includes("(ResourceNotFoundException)") ?? false;

const notThereYet = (name: string, region: string): TributaryError =>
  new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `cluster ${name} of EKS in ${region} is not there yet; this run makes it, and later ones look.`,
  );

/** Standard error is the command line's own sentence. */
function notDescribed(name: string, region: string, cause: unknown): TributaryError {
  const { stderr, message } = cause as { stderr?: string; message?: string };
  const said = (stderr?.trim() || message || String(cause)).split("\n")[0]!.trim();
  return new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `AWS does not say where cluster ${name} of EKS in ${region} is: ${said}`,
    { hint: "aws eks describe-cluster asks the same; kubernetes.look: off leaves the look out.", cause },
  );
}

/** Which cluster a stack's pods are in, and as whom it is asked: the context of the settings, or the stack's own cluster of EKS. */
import type { Access } from "../look/kubeconfig.ts";
import type { PodSettings } from "../pods/place.ts";

/** @returns a context's name, undefined for the current one, or an access that stands in no kubeconfig */
export async function accessFor(settings: PodSettings, stack: string): Promise<string | undefined | Access> {
  const { context } = settings.kubernetes;
  if (settings.cloud !== "aws" || context !== undefined) return context;
  const [{ aws }, { clusterName }, { kubeconfigOf }, { accessOfText }] = await Promise.all([
    import("../clouds/aws/command.ts"),
    import("../clouds/aws/cluster-name.ts"),
    import("../../components/kubernetes/eks/kubeconfig.ts"),
    import("../look/kubeconfig.ts"),
  ]);
  const { region, eks } = settings.aws;
  const name = eks.mode === "existing" ? eks.name : clusterName(stack);
  const { cluster } = await aws(region, "eks", "describe-cluster", "--name", name);
  const { endpoint, certificateAuthority } = cluster;
  return accessOfText(kubeconfigOf({ name, region, endpoint, authority: certificateAuthority.data }));
}

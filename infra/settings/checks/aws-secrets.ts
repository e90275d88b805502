/** Secrets Manager on AWS: whose role the operator has. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

const path = "secrets.external.store.role";

export function awsSecretProblems({ aws, kubernetes }: View): Problem[] {
  const external = kubernetes?.secrets?.external;
  if (aws === undefined || external?.store.type !== "aws") return [];
  const { role } = external.store;
  // Pod Identity gives pods the role of their own service account alone, and that one is somebody else's.
  if (role === undefined && external.operator.mode === "present")
    return [
      {
        path,
        given: "missing",
        allowed:
          "the ARN of a role that the stack's service account takes by the cluster's OIDC provider, or secrets.external.operator.mode: install, which has a role made for it",
      },
    ];
  if (role !== undefined && aws.eks?.mode === "create")
    return [
      {
        path,
        given: JSON.stringify(role),
        allowed:
          "nothing: a cluster that is made has no OIDC provider, and the program makes a role for the operator by EKS Pod Identity; a role of your own needs aws.eks.mode: existing",
      },
    ];
  return [];
}

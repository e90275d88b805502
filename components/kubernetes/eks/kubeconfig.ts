/** A kubeconfig that logs in as whoever uses it, by AWS' own command line: no secret stands in it. */

export interface KubeconfigArgs {
  name: string;
  region: string;
  endpoint: string;
  /** Authority that has signed the API server's certificate, base64. */
  authority: string;
}

/** Source: Amazon EKS User Guide, "Connect kubectl to an EKS cluster": what `aws eks update-kubeconfig` writes. */
export function kubeconfigOf({ name, region, endpoint, authority }: KubeconfigArgs): string {
  const args = ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"];
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args,
    interactiveMode: "Never",
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": authority } }],
    users: [{ name, user: { exec } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** Whoever brings events in from outside has to be let in to ingest, and ports are said of what is there. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function exposureProblems(view: View): Problem[] {
  return [...clientProblems(view), ...registryPortProblems(view)];
}

/** An Ingress is only a rule: a controller's pods, or a load balancer, send the requests. */
function clientProblems({ kubernetes, workload }: View): Problem[] {
  const { exposure, clients } = kubernetes?.keys ?? {};
  if (!workload || exposure === undefined || clients === undefined || clients.length > 0) return [];
  const sender = exposure.kind === "ingress" ? "the ingress controller" : "the Gateway's pods";
  return [
    {
      path: "kubernetes.clients",
      given: "empty",
      allowed: `the namespace of ${sender}, or { cidr } of the load balancer that sends to pods itself: nobody else reaches ingest, and kubernetes.exposure would lead to nothing`,
    },
  ];
}

function registryPortProblems({ registry }: View): Problem[] {
  if (!registry || !("port" in registry) || registry.port === undefined || registry.url !== undefined) return [];
  const allowed = "nothing without registry.url: ports of the one that is started are known";
  return [{ path: "registry.port", given: String(registry.port), allowed }];
}

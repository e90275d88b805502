/** Spans go where their way and their login lead to, and whoever is to show them is there. */
import type { CollectorKeys } from "../keys/traces.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

const PATH = "monitoring.traces";

export function tracingProblems(view: View): Problem[] {
  const traces = view.monitoring?.traces;
  if (traces === undefined) return [];
  const url = new URL(traces.endpoint);
  const collector = "collector" in traces ? traces.collector : undefined;
  const problems = loginProblems(traces.endpoint, url);
  if (collector === undefined) return problems;
  return [...problems, ...wayProblems(traces.endpoint, url, collector), ...aroundProblems(view, collector)];
}

/** What is in an address stands in the configuration, in states and in logs. */
function loginProblems(endpoint: string, url: URL): Problem[] {
  const shown = JSON.stringify(endpoint.replace(/\/\/[^@/]*@/, "//...@"));
  if (url.username !== "" || url.password !== "") {
    const allowed = "an address without a login; on Kubernetes collector.authorization takes one from a Secret";
    return [{ path: `${PATH}.endpoint`, given: shown, allowed }];
  }
  if (url.search === "" && url.hash === "") return [];
  return [{ path: `${PATH}.endpoint`, given: shown, allowed: "a base address, without ? and #" }];
}

function wayProblems(endpoint: string, url: URL, collector: CollectorKeys): Problem[] {
  const problems: Problem[] = [];
  if (collector.protocol === "grpc" && url.pathname !== "/")
    problems.push({
      path: `${PATH}.endpoint`,
      given: JSON.stringify(endpoint),
      allowed: "an address without a path, because collector.protocol is grpc",
    });
  if (url.protocol === "https:") return problems;
  for (const key of ["authority", "certificate", "authorization"] as const) {
    if (collector[key] === undefined) continue;
    const allowed =
      key === "authorization"
        ? "with an endpoint that begins with https:// only, because anybody on the way could read it"
        : "with an endpoint that begins with https:// only, because there is no TLS otherwise";
    problems.push({ path: `${PATH}.collector.${key}`, given: JSON.stringify(collector[key]), allowed });
  }
  return problems;
}

function aroundProblems({ scaling, monitoring }: View, collector: CollectorKeys): Problem[] {
  const problems: Problem[] = [];
  if (scaling?.hasWorkload === false)
    problems.push({
      path: `${PATH}.collector`,
      given: JSON.stringify(collector.target),
      allowed: "with a workload only, because nobody else sends spans",
    });
  if (!("query" in collector) || collector.query === undefined) return problems;
  const operator = monitoring !== undefined && "operator" in monitoring ? monitoring.operator : undefined;
  if (operator?.mode === "install" && operator.grafana) return problems;
  problems.push({
    path: `${PATH}.collector.query`,
    given: JSON.stringify(collector.query),
    allowed: "with monitoring.operator.mode install and its grafana only, because no other Grafana is ours to tell",
  });
  return problems;
}

/** What is scaled is there, has bounds that can be kept, and is told its number by nobody else. */
import { mostInstances } from "../../../components/scaling/limits.ts";
import { SCALER } from "../../scaler.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../shown.ts";
import type { ScalingView, View } from "../view.ts";

export function scalingProblems(view: View): Problem[] {
  const { scaling } = view;
  if (!scaling) return [];
  return [
    ...(["ingest", "processor"] as const).flatMap((role) => [
      ...workloadProblems(scaling, role),
      ...boundProblems(scaling, role),
    ]),
    ...partitionProblems(view, scaling),
    ...principalProblems(view, scaling),
    ...namespaceProblems(scaling),
  ];
}

type Role = "ingest" | "processor";

function workloadProblems({ settings, instances, hasWorkload }: ScalingView, role: Role): Problem[] {
  if (!settings?.[role]) return [];
  if (!hasWorkload)
    return [{ path: `scaling.${role}`, given: "set", allowed: "nothing, because there is no workload" }];
  if (instances[role] === undefined) return [];
  return [
    {
      path: `workload.${role}.instances`,
      given: shown(instances[role], ["workload", role, "instances"]),
      allowed: `nothing, because scaling.${role} decides how many there are`,
    },
  ];
}

function boundProblems({ settings }: ScalingView, role: Role): Problem[] {
  const { minInstances, maxInstances } = settings?.[role] ?? {};
  if (minInstances === undefined || maxInstances === undefined || minInstances <= maxInstances) return [];
  return [
    {
      path: `scaling.${role}.minInstances`,
      given: String(minInstances),
      allowed: `at most scaling.${role}.maxInstances, which is ${maxInstances}`,
    },
  ];
}

function partitionProblems({ workload, topics }: View, { settings }: ScalingView): Problem[] {
  const scaled = settings?.processor;
  const partitions = topics[workload?.topics.input ?? ""]?.spec?.partitions;
  if (!scaled || !workload || partitions === undefined) return [];
  const { workers } = workload.processor;
  const most = mostInstances(partitions, workers);
  return (["minInstances", "maxInstances"] as const)
    .filter((bound) => (scaled[bound] ?? 0) > most)
    .map((bound) => ({
      path: `scaling.processor.${bound}`,
      given: String(scaled[bound]),
      allowed: `at most ${most}: kafka.topics.${workload.topics.input} has ${partitions} partitions, workload.processor.workers is ${workers}, and more would be idle`,
    }));
}

/** KEDA's user has the rights that it needs and no others. */
function principalProblems({ access }: View, { settings }: ScalingView): Problem[] {
  if (!settings?.processor || !(SCALER in access)) return [];
  const allowed = "another name, because scaling.processor makes a principal of this one, with rights of its own";
  return [{ path: `kafka.access.${SCALER}`, given: `a principal named ${JSON.stringify(SCALER)}`, allowed }];
}

/** In a namespace that denies everything by default KEDA would reach nobody; and a namespace is made once. */
function namespaceProblems({ settings, namespaces }: ScalingView): Problem[] {
  if (!settings?.processor) return [];
  const { namespace } = settings.operator;
  const taken = Object.entries(namespaces).find(([, name]) => name === namespace);
  if (taken === undefined) return [];
  return [
    {
      path: "scaling.operator.namespace",
      given: JSON.stringify(namespace),
      allowed: `another one than ${taken[0]}`,
    },
  ];
}

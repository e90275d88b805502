/** As many pods as their CPU and memory ask for: Kubernetes' own HorizontalPodAutoscaler. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { serviceBehaviour } from "./behaviour.ts";
import { type Bounds, targetOf } from "./target.ts";

export interface UsageScaling extends Bounds {
  /** percent of the CPU that a pod asks for, averaged over all */
  cpuPercent: number;
  /** percent of the memory that a pod asks for, averaged over all. Default: memory is not looked at. */
  memoryPercent?: number;
}

/** The `spec` of a HorizontalPodAutoscaler; of several measures the one that asks for most counts. */
export function autoscalerSpec(
  deployment: input.autoscaling.v2.CrossVersionObjectReference["name"],
  { minInstances, maxInstances, cpuPercent, memoryPercent, stabilisationSeconds }: UsageScaling,
): input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: targetOf(deployment),
    minReplicas: minInstances,
    maxReplicas: maxInstances,
    metrics: [usage("cpu", cpuPercent), ...(memoryPercent === undefined ? [] : [usage("memory", memoryPercent)])],
    behavior: serviceBehaviour(stabilisationSeconds),
  };
}

function usage(name: "cpu" | "memory", averageUtilization: number): input.autoscaling.v2.MetricSpec {
  return { type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } };
}

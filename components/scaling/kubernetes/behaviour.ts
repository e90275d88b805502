/**
 * How fast the number of pods follows what is measured (`behavior` of autoscaling/v2), and how it is kept from going to and fro.
 * Within a window the calmest of all wishes counts: the fewest pods of those wanted when they grow, the most when they shrink.
 */
import type { input } from "@pulumi/kubernetes/types/index.js";

type Behaviour = input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** Share of the window for shrinking that one step takes. */
const STEPS_A_WINDOW = 5;
const stepOf = (stabilisationSeconds: number): number => Math.max(1, Math.round(stabilisationSeconds / STEPS_A_WINDOW));

/**
 * Of a consumer group: whoever joins or leaves stops all members for a moment (kafkajs shares out every partition anew), and the lag that
 * grows meanwhile would ask for the next one. So few and large steps, and one only when the former has settled.
 * @param stabilisationSeconds before pods go; a fifth of it before they come
 */
export function groupBehaviour(stabilisationSeconds: number): Behaviour {
  const step = stepOf(stabilisationSeconds);
  return {
    scaleUp: {
      // A burst that is worked off within a step needs nobody.
      stabilizationWindowSeconds: step,
      policies: [
        { type: "Percent", value: 100, periodSeconds: step },
        { type: "Pods", value: 2, periodSeconds: step },
      ],
      selectPolicy: "Max",
    },
    scaleDown: {
      stabilizationWindowSeconds: stabilisationSeconds,
      // By halves, rounded down: hardly more rebalances than going at once would have, and enough stay to catch up should that be wrong.
      policies: [{ type: "Percent", value: 50, periodSeconds: step }],
    },
  };
}

/**
 * Of a Service: nobody is disturbed by a pod that comes, and a request that waits is worse than a pod too many.
 * @param stabilisationSeconds before pods go
 */
export function serviceBehaviour(stabilisationSeconds: number): Behaviour {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [
        { type: "Percent", value: 100, periodSeconds: 15 },
        { type: "Pods", value: 2, periodSeconds: 15 },
      ],
      selectPolicy: "Max",
    },
    scaleDown: {
      stabilizationWindowSeconds: stabilisationSeconds,
      // A quarter at a time: connections that were kept open come anew elsewhere.
      policies: [{ type: "Percent", value: 25, periodSeconds: stepOf(stabilisationSeconds) }],
    },
  };
}

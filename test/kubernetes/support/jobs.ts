/** Jobs, as whoever waits for one sees them. */
import { until } from "../../../app/test/integration/processes.ts";
import type { Api, KubeObject } from "../control-plane/api.ts";

/** @returns the Job when its pods have done what they were for */
export function completed(api: Api, job: KubeObject): Promise<KubeObject> {
  return until(`${job.metadata.name} is done`, 90, async () => {
    const now = await api.get(job);
    const conditions: any[] = now["status"]?.conditions ?? [];
    return conditions.some(({ type, status }) => type === "Complete" && status === "True") && now;
  });
}

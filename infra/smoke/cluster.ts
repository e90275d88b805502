/** The smoke test of a stack of pods: a Job made of its CronJob, as nobody outside the cluster reaches what it asks. */
import { setTimeout as sleep } from "node:timers/promises";
import type { SmokeReport } from "../../app/src/roles/smoke/report.ts";
import { TributaryError } from "../../components/errors.ts";
import { accessFor } from "../look/access.ts";
import { type Channel, ForbiddenError, openChannel } from "../look/channel.ts";
import { names } from "../naming.ts";
import type { PodSettings } from "../pods/place.ts";
import { noSmoke } from "./problems.ts";

export interface InCluster {
  report: SmokeReport;
  namespace: string;
  /** Name of the Job, which the cluster deletes after a day. */
  job: string;
}

const POLL_MS = 500;
/** Seconds beyond the Job's own deadline: for the controller to notice it. */
const NOTICE_SECONDS = 30;
/** Of a label, and so of a Job's name. */
const RANDOM = 36;

/**
 * Makes one Job, and deletes nothing: the cluster does after a day, so that its log can be read until then.
 * @throws TRB_USAGE without a CronJob of the test, TRB_CLUSTER_UNREACHABLE, TRB_CLUSTER_FORBIDDEN, TRB_SMOKE_FAILED when the pod did not say
 */
export async function smokeInCluster(settings: PodSettings, stack: string, signal?: AbortSignal): Promise<InCluster> {
  if (!settings.workload?.smoke.enabled) throw noSmoke(stack);
  const { namespace } = settings.kubernetes;
  const channel = await openChannel(await accessFor(settings, stack));
  const cronJob = await read(channel, `/apis/batch/v1/namespaces/${namespace}/cronjobs/${names.smoke}`);
  if (cronJob === undefined) throw noSmoke(stack);
  const made = await make(channel, namespace, jobOf(cronJob));
  const { name } = made.metadata;
  const seconds = (made.spec.activeDeadlineSeconds ?? 0) + NOTICE_SECONDS;
  const end = await ended(channel, `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`, seconds, signal);
  const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${name}`);
  const pods = await read(channel, `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  const report = reportOf(pods?.items ?? []);
  if (report !== undefined) return { report, namespace, job: name };
  throw new TributaryError(
    "TRB_SMOKE_FAILED",
    `The smoke test failed before it could say anything: Job ${name} of namespace ${namespace} ${end}${podState(pods?.items ?? [])}.`,
    {
      hint: `Look at \`kubectl --namespace ${namespace} describe pods --selector batch.kubernetes.io/job-name=${name}\`.`,
      details: { stack, namespace, job: name },
    },
  );
}

/** As `kubectl create job --from` makes it: owned by the CronJob, so that it goes with it. */
export function jobOf(
  { metadata, spec }: any,
  random = Math.random().toString(RANDOM).slice(2, 8).padEnd(6, "0"),
): any {
  const { jobTemplate } = spec;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${metadata.name}-${random}`,
      namespace: metadata.namespace,
      labels: jobTemplate.metadata?.labels ?? {},
      annotations: { ...jobTemplate.metadata?.annotations, "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "CronJob", name: metadata.name, uid: metadata.uid, controller: true },
      ],
    },
    spec: jobTemplate.spec,
  };
}

/** The last line that a pod has left in its state; undefined: none has. */
export function reportOf(pods: any[]): SmokeReport | undefined {
  for (const pod of pods) {
    for (const { state } of pod.status?.containerStatuses ?? []) {
      const line =
        String(state?.terminated?.message ?? "")
          .trim()
          .split("\n")
          .at(-1) ?? "";
      if (line.startsWith('{"smoke"') && line.endsWith("}")) return JSON.parse(line) as SmokeReport;
    }
  }
  return undefined;
}

/** Why a pod has nothing to say: it waits, or it ended by itself. */
function podState(pods: any[]): string {
  if (pods.length === 0) return ", and has no pod";
  const [pod] = pods;
  const waits = (pod.status?.conditions ?? []).find(
    ({ type, status }: any) => type === "PodScheduled" && status === "False",
  );
  if (waits) return `: its pod is not placed, ${waits.message}`;
  const { waiting, terminated } = pod.status?.containerStatuses?.[0]?.state ?? {};
  if (waiting) return `: its pod waits, ${waiting.reason}${waiting.message ? `, ${waiting.message}` : ""}`;
  if (terminated)
    return `: its pod ended with ${terminated.exitCode}${terminated.message ? `, ${terminated.message.trim()}` : ""}`;
  return `: its pod is ${pod.status?.phase ?? "not known"}`;
}

/** @returns how it ended, as part of a sentence */
async function ended(channel: Channel, path: string, seconds: number, signal?: AbortSignal): Promise<string> {
  for (const until = Date.now() + seconds * 1_000; ; await sleep(POLL_MS, undefined, { signal })) {
    const job = await read(channel, path);
    const of = (type: string) =>
      (job?.status?.conditions ?? []).find((one: any) => one.type === type && one.status === "True");
    if (of("Complete")) return "is complete";
    const failed = of("Failed");
    if (failed) return `failed (${failed.reason})`;
    if (job === undefined) return "is gone";
    if (Date.now() > until) return `did not end within ${seconds} s`;
  }
}

/** @returns undefined when there is nothing at the path */
async function read({ context, ask, unfit }: Channel, path: string): Promise<any> {
  const { status, text } = await ask(path).catch(denied(context, `get ${path}`));
  if (status === 404) return undefined;
  if (status !== 200) throw unfit(status);
  return JSON.parse(text);
}

async function make({ context, ask, unfit }: Channel, namespace: string, job: object): Promise<any> {
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const { status, text } = await ask(path, { method: "POST", body: job }).catch(denied(context, `create ${path}`));
  if (status === 201) return JSON.parse(text);
  const { message } = text.startsWith("{") ? JSON.parse(text) : { message: undefined };
  throw message === undefined
    ? unfit(status)
    : new TributaryError(
        "TRB_CLUSTER_UNFIT",
        `The cluster of context ${context} does not take the smoke test's Job: ${message}`,
      );
}

const denied =
  (context: string, right: string) =>
  (error: unknown): never => {
    if (!(error instanceof ForbiddenError)) throw error;
    throw new TributaryError(
      "TRB_CLUSTER_FORBIDDEN",
      `Context ${context} has no right to ${right}: the smoke test needs to get CronJobs, to create and get Jobs, and to list pods.`,
    );
  };

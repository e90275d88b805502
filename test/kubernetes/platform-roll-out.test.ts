/** A cluster with no node more than pods: ingest is replaced by a real scheduler and real controllers without ever being fewer. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { apart } from "../../components/kubernetes/pods.ts";
import { podLabels } from "../../components/workload/kubernetes/pod.ts";
import type { KubernetesWorkloadArgs } from "../../components/workload/kubernetes/workload.ts";
import { record } from "../support/recording.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane, ZONES } from "./control-plane/control-plane.ts";
import { manifestsOf } from "./support/manifests.ts";
import { NAMESPACE, platform, workloadArgs } from "./support/stack.ts";

const labels = podLabels("app", "ingest");
const PODS = 3;

/** Ingest alone, and its namespace. */
const ingest = async (workload: Partial<KubernetesWorkloadArgs> = {}): Promise<KubeObject[]> =>
  manifestsOf(await record(() => platform({ workload }))).filter(
    ({ kind, metadata }) => kind === "Namespace" || metadata.name === "app-ingest",
  );

describe("three pods on three nodes of a real control plane", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26060, nodesAZone: 1 });
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  const apply = async (objects: KubeObject[]): Promise<KubeObject> => {
    for (const object of objects) await plane.api.apply(object);
    return objects.find(({ kind }) => kind === "Deployment")!;
  };
  const pods = async (): Promise<KubeObject[]> =>
    (await plane.api.list("v1", "Pod", NAMESPACE)).filter(
      ({ metadata }) =>
        metadata["labels"]?.["app.kubernetes.io/name"] === labels["app.kubernetes.io/name"] &&
        !metadata["deletionTimestamp"],
    );
  const templateOf = ({ metadata }: KubeObject): string => metadata["labels"]["pod-template-hash"];
  const waiting = (): Promise<KubeObject> =>
    until(
      "the scheduler has no node for a pod",
      30,
      async () =>
        (await pods()).find(({ status }) => status.conditions?.some(({ reason }: any) => reason === "Unschedulable")) ??
        false,
    );
  /** @returns when all pods are of the newest template, and ready for as long as is asked; the fewest ready in between */
  const replaced = async (deployment: KubeObject): Promise<number> => {
    let fewest = PODS;
    await until("all pods are new", 120, async () => {
      const { metadata, status } = await plane.api.get(deployment);
      fewest = Math.min(fewest, status?.readyReplicas ?? 0);
      const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
      return status?.observedGeneration === metadata["generation"] && counts.every((count) => count === PODS);
    });
    return fewest;
  };
  const assertApart = async (): Promise<void> => {
    const nodes = (await pods()).map(({ spec }) => spec.nodeName.replace(/-1$/, ""));
    assert.deepEqual(nodes.sort(), [...ZONES]);
  };

  test("each has a node of its own, and a fourth waits", async () => {
    await replaced(await apply(await ingest()));
    await assertApart();
    await apply(await ingest({ ingest: { ...workloadArgs.ingest, instances: PODS + 1 } }));
    assert.equal((await waiting()).spec.nodeName, undefined);
    await replaced(await apply(await ingest()));
  });

  test("a new template is rolled out with never fewer ready than asked for, and ends as apart as it began", async () => {
    const before = new Set((await pods()).map(templateOf));
    assert.equal(before.size, 1);
    assert.equal(await replaced(await apply(await ingest({ logLevel: "debug" }))), PODS);
    const now = await pods();
    assert.deepEqual([now.length, now.filter((pod) => before.has(templateOf(pod))).length], [PODS, 0]);
    await assertApart();
  });

  test("kept apart from old ones, too, a new pod finds no node: what the tests above are for", async () => {
    const objects = await ingest({ logLevel: "warn" });
    const deployment = objects.find(({ kind }) => kind === "Deployment")!;
    Object.assign(deployment["spec"].template.spec, apart(labels, "required"));
    await apply(objects);
    assert.match(JSON.stringify((await waiting()).status.conditions), /anti-affinity/);
    assert.equal((await plane.api.get(deployment))["status"].readyReplicas, PODS);
  });
});

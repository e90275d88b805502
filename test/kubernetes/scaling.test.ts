/**
 * Scaling on a real API server: what is said to KEDA and to the autoscaler is taken, an `up` undoes no scaler, and Kubernetes' own autoscaler
 * decides for ingest by the CPU and memory that a stand-in for metrics-server tells. What KEDA decides: keda.test.ts.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../app/test/integration/processes.ts";
import { record } from "../support/recording.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishKeda, establishStrimzi } from "./support/definitions.ts";
import { manifestsOf } from "./support/manifests.ts";
import { MetricsServer } from "./support/metrics-server.ts";
import { NAMESPACE, platform } from "./support/stack.ts";

type Scaling = NonNullable<Parameters<typeof platform>[0]>["scaling"];
/** What an `up` of the platform applies. */
const objects = async (scaling: Scaling): Promise<KubeObject[]> =>
  manifestsOf(await record(() => platform({ scaling })));
const named = (all: KubeObject[], kind: string, name: string): KubeObject =>
  all.find((object) => object.kind === kind && object.metadata.name === name)!;
/** Seconds; short, so that tests see the end of a window. */
const WINDOW = 10;

describe("scaling on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let metrics: MetricsServer;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26300 });
      await establishStrimzi(plane.api);
      await establishKeda(plane.api);
      metrics = await MetricsServer.start(plane, 26308);
    },
    { timeout: 1_200_000 },
  );
  after(async () => {
    await metrics?.dispose();
    await plane?.dispose();
  });

  const up = async (scaling: Scaling): Promise<KubeObject[]> => {
    const made = await objects(scaling);
    for (const object of made) await plane.api.apply(object);
    return made;
  };
  const replicas = async (deployment: KubeObject): Promise<number> =>
    (await plane.api.get(deployment))["spec"].replicas;
  /** As any scaler does it: by the subresource, in its own name. */
  const scale = async (deployment: KubeObject, count: number): Promise<void> => {
    const path = `${await plane.api.pathOf(deployment)}/scale`;
    const now = await plane.api.send("GET", path);
    await plane.api.send("PUT", `${path}?fieldManager=some-scaler`, { ...now, spec: { replicas: count } });
  };
  const has = async (deployment: KubeObject, count: number, seconds = 30): Promise<void> => {
    await until(
      `${deployment.metadata.name} has ${count} pods`,
      seconds,
      async () => (await replicas(deployment)) === count,
    );
  };

  test("every object is taken, and a second time nothing changes", async () => {
    const prometheus = { address: "http://prometheus.monitoring.svc:9090", query: "sum(up)", threshold: 1 };
    const made = await up({ processor: { prometheus } });
    for (const kind of ["ScaledObject", "TriggerAuthentication", "HorizontalPodAutoscaler"])
      assert.ok(
        made.some((object) => object.kind === kind),
        kind,
      );
    // Kubernetes' own autoscaler brings ingest to its minimum meanwhile.
    await has(named(made, "Deployment", "app-ingest"), 2, 120);
    for (const object of made) {
      const now = await plane.api.get(object);
      const again = await plane.api.apply(object);
      assert.equal(again.metadata["generation"], now.metadata["generation"], `${object.kind} ${object.metadata.name}`);
    }
  });

  test("a field, a bound and a window that scalers do not have are refused, so that the test above can fail", async () => {
    const made = await objects({});
    const changed = (kind: string, name: string, change: (spec: any) => void): KubeObject => {
      const object = structuredClone(named(made, kind, name));
      change(object["spec"]);
      return object;
    };
    const refused: [KubeObject, RegExp][] = [
      [changed("ScaledObject", "app-processor", (spec) => (spec.maxReplicas = 3)), /maxReplicas: field not declared/],
      [changed("ScaledObject", "app-processor", (spec) => (spec.minReplicaCount = 4)), /minReplicaCount must be less/],
      [
        changed("ScaledObject", "app-processor", (spec) => (spec.fallback.behavior = "keep")),
        /Unsupported value: "keep"/,
      ],
      [
        changed("ScaledObject", "app-processor", ({ advanced }) => {
          advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds = 7_200;
        }),
        /less than or equal to 3600/,
      ],
      [
        changed("ScaledObject", "app-processor", (spec) => (spec.triggers[0].metadata.lagThreshold = 5)),
        /expected string/,
      ],
      [
        changed("TriggerAuthentication", "app-processor", (spec) => delete spec.secretTargetRef[0].key),
        /key: Required value/,
      ],
      [
        changed("HorizontalPodAutoscaler", "app-ingest", (spec) => (spec.minReplicas = 9)),
        /must be greater than or equal to/,
      ],
    ];
    for (const [object, expected] of refused) await assert.rejects(plane.api.apply(object), expected);
  });

  test("an `up` leaves the number that a scaler chose; a manifest with a number would undo it", async () => {
    // Nothing decides by itself here: KEDA is not there.
    const made = await up({});
    const processor = named(made, "Deployment", "app-processor");
    await scale(processor, 3);
    for (const object of made) await plane.api.apply(object);
    await up({ processor: { lagPerInstance: 5 } });
    assert.equal(await replicas(processor), 3);

    const fixed = { ...processor, spec: { ...processor["spec"], replicas: 1 } };
    await plane.api.apply(fixed);
    assert.equal(await replicas(processor), 1, "which is what has to be avoided");
  });

  test("the `up` that hands the number over leaves one pod, until the scaler raises it to its minimum", async () => {
    const processor = named(await up({}), "Deployment", "app-processor");
    await plane.api.apply({ ...processor, spec: { ...processor["spec"], replicas: 3 } });
    await plane.api.apply(processor);
    assert.equal(await replicas(processor), 1, "nobody owns the number any more, and 1 is Kubernetes' default");
  });

  test("budgets count the pods that there are, and let one go at any number", async () => {
    const made = await up({});
    const processor = named(made, "Deployment", "app-processor");
    const budget = named(made, "PodDisruptionBudget", "app-processor");
    for (const count of [1, 3]) {
      await scale(processor, count);
      await until(`a budget of ${count}`, 60, async () => {
        const { status } = await plane.api.get(budget);
        return status.expectedPods === count && status.disruptionsAllowed === 1;
      });
    }
  });

  test("more pods than there are nodes are placed all the same, evenly over the zones", async () => {
    const made = await objects({});
    const ingest = named(made, "Deployment", "app-ingest");
    // As many as the stack's nodes, and two more.
    await plane.api.delete(named(made, "HorizontalPodAutoscaler", "app-ingest"));
    await scale(ingest, 8);
    const zones = await until("8 pods run", 60, async () => {
      const pods = await plane.api.list("v1", "Pod", NAMESPACE);
      const own = pods.filter(
        ({ metadata, status }) =>
          metadata["labels"]?.["app.kubernetes.io/component"] === "ingest" && status.phase === "Running",
      );
      return own.length === 8 && own.map(({ spec }) => spec.nodeName.replace(/-\d$/, ""));
    });
    const counts = Object.values(Object.groupBy(zones, (zone) => zone)).map((pods) => pods!.length);
    assert.deepEqual(counts.sort(), [2, 3, 3]);
  });

  describe("Kubernetes' autoscaler on ingest", () => {
    let ingest: KubeObject;
    const usage = (cpuPercent: number, memoryPercent: number): void => {
      const { requests } = ingest["spec"].template.spec.containers[0].resources;
      metrics.usage = {
        cpuMillis: (Number.parseInt(requests.cpu, 10) * cpuPercent) / 100,
        memoryMi: (Number.parseInt(requests.memory, 10) * memoryPercent) / 100,
      };
    };
    before(async () => {
      ingest = named(await objects({}), "Deployment", "app-ingest");
      usage(0, 0);
      await up({ ingest: { stabilisationSeconds: WINDOW } });
    });

    test("idle, there are as many as at least", () => has(ingest, 2, 120));

    test("by CPU: twice of what is asked for brings twice as many, and never more than at most", async () => {
      usage(140, 0);
      await has(ingest, 4);
      usage(700, 0);
      await has(ingest, 8, 60);
      await sleep(5_000);
      assert.equal(await replicas(ingest), 8);
    });

    test("a lull that is shorter than the window takes nobody away; a longer one does, a quarter at a time", async () => {
      usage(0, 0);
      await sleep((WINDOW * 1_000) / 2);
      assert.equal(await replicas(ingest), 8, "calm");
      usage(70, 0);
      await sleep(WINDOW * 1_000);
      assert.equal(await replicas(ingest), 8, "what was asked for within the window counts");
      usage(0, 0);
      await has(ingest, 6, WINDOW * 3);
      await has(ingest, 2, 60);
    });

    test("by memory, while CPU asks for nobody", async () => {
      usage(10, 135);
      await has(ingest, 3);
      usage(10, 40);
      await has(ingest, 2, 60);
    });
  });
});

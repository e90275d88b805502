/** What the components make is taken by a real API server with Strimzi's own definitions, field by field, and its pods are placed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import type { PodSettings } from "../../infra/pods/place.ts";
import { parseSettings } from "../../infra/settings.ts";
import { smokeInCluster } from "../../infra/smoke/cluster.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import { record, recordStack } from "../support/recording.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane, ZONES } from "./control-plane/control-plane.ts";
import { establishGatewayApi, establishStrimzi } from "./support/definitions.ts";
import { completed } from "./support/jobs.ts";
import { object, otherKubeconfig, patch } from "./support/look.ts";
import { manifestsOf } from "./support/manifests.ts";
import { kafkaArgs, NAMESPACE, platform, registryArgs } from "./support/stack.ts";
import { nodePod } from "./support/strimzi-pods.ts";
import { assertUnchanged } from "./support/unchanged.ts";

type Change = Parameters<typeof platform>[0];
const objects = async (change: Change = {}): Promise<KubeObject[]> =>
  manifestsOf(await record(() => platform({ smoke: {}, ...change })));

/**
 * What an administrator has put there before: the namespace with the Secret that images are pulled with, and limits, of which each container
 * has to say what it asks for, and no more memory than it is promised.
 */
const prepared: KubeObject[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "pull", namespace: NAMESPACE },
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": '{"auths":{}}' },
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "quota", namespace: NAMESPACE },
    spec: { hard: { "requests.cpu": "40", "requests.memory": "80Gi", "limits.memory": "80Gi", pods: "60" } },
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits", namespace: NAMESPACE },
    spec: { limits: [{ type: "Container", maxLimitRequestRatio: { memory: "1" } }] },
  },
];

/** Of a stack whose pods are in the platform's namespace, and whose context is whichever KUBECONFIG has. */
function smokeSettings(): PodSettings {
  const raw = readStackFile("kubernetes-small") as any;
  raw.kubernetes.namespace = NAMESPACE;
  delete raw.kubernetes.context;
  return parseSettings(raw) as PodSettings;
}

describe("a platform on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26010 });
      await establishStrimzi(plane.api);
      await establishGatewayApi(plane.api);
      for (const object of prepared) await plane.api.create(object);
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  test("a namespace that was there becomes the stack's without a conflict, and what is in it stays", async () => {
    const namespace = (await objects()).find(({ kind }) => kind === "Namespace")!;
    const adopted = await plane.api.apply(namespace, { force: false });
    const { labels } = adopted.metadata;
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
    assert.equal(labels["tributary.dev/stack"], "test");
    for (const object of prepared) await plane.api.get(object);
  });

  test("every object is taken, and a second time nothing changes", async () => {
    const made = await objects();
    for (const object of made) await plane.api.apply(object);
    for (const object of made) await assertUnchanged(plane.api, object);
  });

  test("the application's pods run under the restricted standard, each role's in all three zones", async () => {
    for (const role of ["ingest", "processor"]) {
      const pods = await until(`pods of ${role}`, 60, async () => {
        const all = await plane.api.list("v1", "Pod", NAMESPACE);
        const own = all.filter(({ metadata }) => metadata["labels"]?.["app.kubernetes.io/component"] === role);
        return own.length === 3 && own.every(({ status }) => status.phase === "Running") && own;
      });
      const zones = pods.map(({ spec }) => spec.nodeName.replace(/-\d$/, ""));
      assert.deepEqual(zones.sort(), [...ZONES]);
    }
  });

  test("two replicas of the registry run under the restricted standard, in different zones and each by its name", async () => {
    const pods = await until("pods of the registry", 60, async () => {
      const all = await plane.api.list("v1", "Pod", NAMESPACE);
      const own = all.filter(({ metadata }) => metadata["labels"]?.["app.kubernetes.io/component"] === "registry");
      return own.length === 2 && own.every(({ status }) => status.phase === "Running") && own;
    });
    assert.deepEqual(pods.map(({ metadata }) => metadata.name).sort(), ["registry-0", "registry-1"]);
    assert.equal(new Set(pods.map(({ spec }) => spec.nodeName.replace(/-\d$/, ""))).size, 2);
  });

  test("the pod that registers schemas runs under the restricted standard, and its Job is done when it is", async () => {
    const [job] = (await objects()).filter(({ kind }) => kind === "Job");
    const { status } = (await completed(plane.api, job!)) as any;
    assert.deepEqual([status.succeeded, status.failed], [1, undefined]);
  });

  test("the smoke test waits until it is asked for: its CronJob is suspended, and a schedule wakes it up in place", async () => {
    const cronJob = async (change: Change = {}) => (await objects(change)).find(({ kind }) => kind === "CronJob")!;
    assert.equal((await plane.api.get(await cronJob()))["spec"].suspend, true);
    const woken = await plane.api.apply(await cronJob({ smoke: { schedule: "*/15 * * * *" } }), { dryRun: true });
    assert.deepEqual([woken["spec"].schedule, woken["spec"].suspend], ["*/15 * * * *", false]);
    await assert.rejects(
      cronJob({ smoke: { schedule: "soon" } }).then((wrong) => plane.api.apply(wrong)),
      /schedule/,
    );
  });

  test("the smoke test's Job runs under the restricted standard; its report is that of its pod, and without one it fails", async () => {
    process.env["KUBECONFIG"] = plane.kubeconfig;
    const settings = smokeSettings();
    // No kubelet runs it: what plays one ends every pod of a Job well, without a word.
    await assert.rejects(smokeInCluster(settings, "test"), (error: any) => {
      assert.equal(error.code, "TRB_SMOKE_FAILED");
      assert.match(
        error.message,
        /before it could say anything: Job app-smoke-\w{6} of namespace platform is complete/,
      );
      return true;
    });
    // The test plays it itself, for pods that nobody places.
    const cronJob = object("batch/v1", "CronJob", "app-smoke", {}, NAMESPACE);
    const nobody = { template: { spec: { schedulerName: "nobody" } } };
    await patch(plane.api, cronJob, { spec: { jobTemplate: { spec: nobody } } });
    const report = (smoke: "ok" | "failed") => ({ smoke, correlationId: "smoke-1", ms: 1, steps: [] });
    for (const [result, phase] of [
      ["ok", "Succeeded"],
      ["failed", "Failed"],
    ] as const) {
      const found = smokeInCluster(settings, "test");
      const pod = await until("the pod of the Job", 30, async () => {
        const pods = await plane.api.list("v1", "Pod", NAMESPACE);
        const waiting = pods.find(
          ({ metadata, status }) => metadata.name.startsWith("app-smoke-") && status.phase === "Pending",
        );
        return waiting ?? false;
      });
      const exitCode = result === "ok" ? 0 : 1;
      const terminated = { exitCode, message: `${JSON.stringify(report(result))}\n`, reason: "Completed" };
      const container = { name: "smoke", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated } };
      const own = object("v1", "Pod", pod.metadata.name, {}, NAMESPACE);
      await patch(plane.api, own, { status: { phase, containerStatuses: [container] } }, "/status");
      const { report: seen, job, namespace } = await found;
      assert.deepEqual([seen, namespace], [report(result), NAMESPACE]);
      const made = await plane.api.get(object("batch/v1", "Job", job, {}, NAMESPACE));
      assert.deepEqual(
        made.metadata["ownerReferences"].map(({ kind, name }: any) => [kind, name]),
        [["CronJob", "app-smoke"]],
      );
    }
  });

  test("a context without rights is told which the smoke test needs", async () => {
    await plane.api.create(object("v1", "ServiceAccount", "guest", {}, NAMESPACE));
    const ask = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/guest/token`;
    const { status } = await plane.api.send("POST", ask, {
      ...{ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" },
      spec: { expirationSeconds: 600 },
    });
    process.env["KUBECONFIG"] = otherKubeconfig(plane, { token: status.token });
    await assert.rejects(smokeInCluster(smokeSettings(), "test"), {
      code: "TRB_CLUSTER_FORBIDDEN",
      message: /no right to get .*cronjobs\/app-smoke: .* to create and get Jobs, and to list pods/,
    });
  });

  test("other schemas are another Job, beside the former one, which nobody may change", async () => {
    const jobOf = async (change: Change) => (await objects(change)).find(({ kind }) => kind === "Job")!;
    const before = await jobOf({});
    const [spec] = Object.values(registryArgs.schemas);
    const after = await jobOf({ registry: { schemas: { other: { ...spec!, subject: "other-value" } } } });
    assert.notEqual(after.metadata.name, before.metadata.name);
    await plane.api.apply(after, { dryRun: true });
    const changed = { ...after, metadata: { ...after.metadata, name: before.metadata.name } };
    await assert.rejects(plane.api.apply(changed), /field is immutable/);
  });

  test("a new configuration replaces a processor's pods without one more than before", async () => {
    const before = (await plane.api.list("v1", "Pod", NAMESPACE)).map(({ metadata }) => metadata["uid"]);
    for (const object of await objects({ workload: { logLevel: "debug" } })) await plane.api.apply(object);
    let most = 0;
    await until("all pods are new", 90, async () => {
      const pods = await plane.api.list("v1", "Pod", NAMESPACE);
      const processors = pods.filter(
        ({ metadata }) =>
          metadata["labels"]?.["app.kubernetes.io/component"] === "processor" && !metadata["deletionTimestamp"],
      );
      most = Math.max(most, processors.length);
      return processors.length === 3 && processors.every(({ metadata }) => !before.includes(metadata["uid"]));
    });
    assert.equal(most, 3);
  });

  test("a cluster whose brokers are controllers is taken, too, without what is optional", async () => {
    const { controllers: _, external: __, ...rest } = kafkaArgs;
    const small = { ...rest, sizing: { nodes: 1 }, brokers: { ...rest.brokers, nodes: 1 }, cruiseControl: false };
    const bare = { controllers: undefined, external: undefined } as any;
    for (const object of await objects({ smoke: undefined, kafka: { ...small, ...bare, spread: "preferred" } }))
      await plane.api.apply(object, { dryRun: true });
  });

  test("a field that Strimzi does not have is refused, so that the tests above can fail", async () => {
    const [kafka] = (await objects()).filter(({ kind }) => kind === "Kafka");
    const wrong = { ...kafka!, spec: { ...kafka!["spec"], zookeeper: {} } };
    await assert.rejects(plane.api.apply(wrong as KubeObject), /zookeeper: field not declared/);
    const typo = structuredClone(kafka!);
    typo["spec"].kafka.listeners[0].type = "inside";
    await assert.rejects(plane.api.apply(typo), /Unsupported value: "inside"/);
  });

  test("the route of a Gateway is taken by Gateway API's own definitions, and one that leads nowhere is not", async () => {
    const gateway = { name: "public", namespace: "gateways", section: "https" };
    const exposure = { kind: "gateway", host: "events.example.com", gateway } as const;
    const route = (await objects({ workload: { exposure } })).find(({ kind }) => kind === "HTTPRoute")!;
    await plane.api.apply(route);
    await assertUnchanged(plane.api, route);
    const wrong = (change: (rule: any) => void) => {
      const copy = structuredClone(route);
      change(copy["spec"].rules[0]);
      return plane.api.apply(copy, { dryRun: true });
    };
    await assert.rejects(
      wrong((rule) => (rule.backendRef = rule.backendRefs)),
      /backendRef: field not declared/,
    );
    await assert.rejects(
      wrong((rule) => delete rule.backendRefs[0].port),
      /Must have port for Service reference/,
    );
  });

  test("pods as the operator makes them of the pools' templates pass the restricted standard, and stand apart", async () => {
    const made = await objects();
    const kafka = made.find(({ kind }) => kind === "Kafka")!;
    for (const pool of made.filter(({ kind }) => kind === "KafkaNodePool")) {
      const { metadata, spec } = pool;
      for (let node = 0; node < spec.replicas; node += 1) await plane.api.create(nodePod(kafka, pool, node));
      await until(`${metadata.name} runs in three zones`, 30, async () => {
        const pods = await plane.api.list("v1", "Pod", NAMESPACE);
        const own = pods.filter(({ metadata: { name } }) => name.startsWith(`kafka-${metadata.name}-`));
        return new Set(own.map(({ spec: { nodeName } }) => nodeName?.replace(/-\d$/, ""))).size === ZONES.length;
      });
    }
  });

  test("the operator's other pods, of the templates in the Kafka object, pass the restricted standard", async () => {
    const kafka = (await objects()).find(({ kind }) => kind === "Kafka")!["spec"];
    const { entityOperator, kafkaExporter, cruiseControl } = kafka;
    const pods = {
      "entity-operator": [
        entityOperator.template,
        {
          topicOperatorContainer: entityOperator.topicOperator.resources,
          userOperatorContainer: entityOperator.userOperator.resources,
        },
      ],
      "kafka-exporter": [kafkaExporter.template, { container: kafkaExporter.resources }],
      "cruise-control": [cruiseControl.template, { cruiseControlContainer: cruiseControl.resources }],
    } as const;
    for (const [name, [template, containers]] of Object.entries(pods)) {
      const pod = (security: (of: object) => object) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: NAMESPACE },
        spec: {
          ...security(template.pod),
          containers: Object.entries(containers).map(([of, resources]) => ({
            name: of.toLowerCase(),
            image: "example.invalid/strimzi",
            ...security(template[of]),
            resources,
          })),
        },
      });
      await plane.api.create(
        pod((of) => of),
        { dryRun: true },
      );
      await assert.rejects(
        plane.api.create(
          pod(() => ({})),
          { dryRun: true },
        ),
        /violates PodSecurity "restricted/,
      );
    }
  });

  test("under a quota a container that does not say what it asks for is refused, and so is one with less memory than its limit", async () => {
    const made = await objects();
    const kafka = made.find(({ kind }) => kind === "Kafka")!;
    const pool = made.find(({ kind }) => kind === "KafkaNodePool")!;
    const refused = (resources: object, why: RegExp) => {
      const pod = nodePod(kafka, pool, 9);
      pod["spec"].containers[0].resources = resources;
      return assert.rejects(plane.api.create(pod, { dryRun: true }), why);
    };
    const memory = "1Gi";
    await refused({ requests: { memory }, limits: { memory } }, /must specify requests\.cpu/);
    await refused({}, /no request is specified/);
    await refused({ requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } }, /limit to request ratio/);
  });

  test("nodes without zones: a broker of a stack that tells none gets a node, and one that tells some waits", async () => {
    for (const { metadata } of await plane.api.list("v1", "Node"))
      await patch(plane.api, object("v1", "Node", metadata.name), {
        metadata: { labels: { "topology.kubernetes.io/zone": null } },
      });
    const broker = async (node: number, change: (raw: any) => void) => {
      const made = manifestsOf(await recordStack("kubernetes-small", { change }));
      const kafka = made.find(({ kind }) => kind === "Kafka")!;
      const pool = made.find(({ kind }) => kind === "KafkaNodePool")!;
      return plane.api.create(nodePod(kafka, pool, node, NAMESPACE));
    };
    const bare = await broker(90, () => undefined);
    await until("the broker has a node", 30, async () => (await plane.api.get(bare))["spec"].nodeName !== undefined);
    const zoned = await broker(91, (raw) => {
      raw.kubernetes.zones = ["zone-a"];
    });
    await until("no node suits the broker of a zone", 30, async () =>
      (await plane.api.get(zoned))["status"].conditions?.some(({ reason }: any) => reason === "Unschedulable"),
    );
  });
});

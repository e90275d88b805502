/** The control plane judges: each kind of mistake that the tests of stacks rely on it to find is found, and what is right gets pods. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../app/test/integration/processes.ts";
import type { Api, KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane, ZONES } from "./control-plane/control-plane.ts";

const NAMESPACE = "judged";

/** A Deployment that the restricted standard takes, with its three pods in different zones. */
function deployment(name: string, change: (pod: any) => void = () => undefined): KubeObject {
  const labels = { app: name };
  const pod = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [
      {
        name: "main",
        image: "example.invalid/image@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
      },
    ],
  };
  change(pod);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: NAMESPACE },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
}

describe("a real control plane", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let api: Api;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26000 });
      api = plane.api;
      await api.apply({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: NAMESPACE, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      });
      await api.apply({
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "quota", namespace: NAMESPACE },
        spec: { hard: { "requests.cpu": "8" } },
      });
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await api.list("v1", "Pod", NAMESPACE)).filter(({ metadata }) => metadata["labels"]?.app === name);
  const running = (name: string, count: number): Promise<KubeObject[]> =>
    until(`${count} pods of ${name} run`, 30, async () => {
      const pods = (await podsOf(name)).filter(({ status }) => status.phase === "Running");
      return pods.length === count && pods;
    });
  /** What the owner of pods that cannot be made says of it. */
  const refusal = (name: string, expected: RegExp): Promise<unknown> =>
    until(`${name} is refused for ${expected}`, 20, async () =>
      (await api.list("v1", "Event", NAMESPACE)).some(
        ({ involvedObject, message }) => involvedObject.name.startsWith(`${name}-`) && expected.test(message),
      ),
    );

  test("what is right runs, and its pods stand in three zones", async () => {
    await api.apply(deployment("good"));
    const zones = (await running("good", 3)).map(({ spec }) => spec.nodeName.replace(/-\d$/, ""));
    assert.deepEqual(zones.sort(), [...ZONES]);
    await api.delete(deployment("good"));
  });

  test("a second apply of the same changes nothing", async () => {
    const first = await api.apply({ ...deployment("twice"), spec: { ...deployment("twice").spec, replicas: 0 } });
    await sleep(1_000);
    const settled = await api.get(first);
    const second = await api.apply({ ...deployment("twice"), spec: { ...deployment("twice").spec, replicas: 0 } });
    assert.equal(second.metadata["resourceVersion"], settled.metadata["resourceVersion"]);
  });

  test("an unknown field and a wrong type are refused at once", async () => {
    const wrong = deployment("wrong");
    await assert.rejects(api.apply({ ...wrong, spec: { ...wrong.spec, replica: 3 } }), /replica: field not declared/);
    await assert.rejects(api.apply({ ...wrong, spec: { ...wrong.spec, replicas: "many" } }), /replicas/);
    await assert.rejects(api.apply({ ...wrong, kind: "Deploymnt" }), /no kind Deploymnt/);
  });

  test("pods that the restricted standard forbids are not made, although their Deployment is taken", async () => {
    const forbidden = [
      (pod: any) => (pod.securityContext.runAsUser = 0),
      (pod: any) => (pod.securityContext = {}),
      (pod: any) => (pod.containers[0].securityContext.capabilities = {}),
      (pod: any) => (pod.hostNetwork = true),
      (pod: any) => (pod.containers[0].ports = [{ containerPort: 8080, hostPort: 8080 }]),
      (pod: any) => (pod.volumes = [{ name: "logs", hostPath: { path: "/var/log" } }]),
    ];
    for (const [index, change] of forbidden.entries()) {
      await api.apply(deployment(`forbidden-${index}`, change));
      await refusal(`forbidden-${index}`, /violates PodSecurity "restricted/);
      assert.deepEqual(await podsOf(`forbidden-${index}`), []);
    }
  });

  test("a NetworkPolicy that means nothing is refused at once", async () => {
    const policy = (spec: object): KubeObject => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "policy", namespace: NAMESPACE },
      spec: { podSelector: {}, policyTypes: ["Ingress"], ...spec },
    });
    const port = { protocol: "TCP", port: 8080 };
    const peer = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "elsewhere" } } };
    const rule = (change: object) => policy({ ingress: [{ from: [peer], ports: [port], ...change }] });
    await api.apply(rule({}), { dryRun: true });
    const wrong: [object, RegExp][] = [
      [{ form: [peer] }, /form: field not declared/],
      [{ ports: [{ ...port, port: 70_000 }] }, /must be between 1 and 65535/],
      [{ ports: [{ ...port, protocol: "HTTP" }] }, /Unsupported value: "HTTP"/],
      [{ from: [{ ipBlock: { cidr: "10.0.0.0" } }] }, /cidr/],
      [
        { from: [{ ...peer, ipBlock: { cidr: "10.0.0.0/16" } }] },
        /may not be specified when `ipBlock` is specified|Forbidden/,
      ],
    ];
    for (const [change, why] of wrong) await assert.rejects(api.apply(rule(change), { dryRun: true }), why);
  });

  test("more than the quota allows is not made", async () => {
    await api.apply(deployment("greedy", (pod) => (pod.containers[0].resources.requests.cpu = "9")));
    await refusal("greedy", /exceeded quota/);
    assert.deepEqual(await podsOf("greedy"), []);
  });

  test("a pod that no node suits waits", async () => {
    await api.apply(deployment("lost", (pod) => (pod.nodeSelector = { "topology.kubernetes.io/zone": "zone-z" })));
    await until("a pod is unschedulable", 20, async () =>
      (await podsOf("lost")).some(({ status }) =>
        status.conditions?.some(({ reason }: any) => reason === "Unschedulable"),
      ),
    );
    await api.delete(deployment("lost"));
  });

  test("a disruption budget holds back an eviction that it does not allow", async () => {
    await api.apply(deployment("kept"));
    const [pod] = await running("kept", 3);
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "kept", namespace: NAMESPACE },
      spec: { minAvailable: 3, selector: { matchLabels: { app: "kept" } } },
    };
    await api.apply(budget);
    await until("the budget is known", 20, async () => (await api.get(budget))["status"]?.expectedPods === 3);
    const { name } = pod!.metadata;
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: NAMESPACE } };
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`;
    await assert.rejects(api.send("POST", path, eviction), /disruption budget/);
  });
});

/** Before anything is declared a real API server is asked, and what would stand in the way is refused with the setting to change. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { strimziDefinitions } from "../../components/kafka/strimzi/definitions.ts";
import { apart } from "../../components/kubernetes/pods.ts";
import { lookAtCluster, remarksOn } from "../../infra/look/index.ts";
import { program } from "../../infra/program.ts";
import { record, recordStack } from "../support/recording.ts";
import type { Api, KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishKeda, establishStrimzi, establishWatchers } from "./support/definitions.ts";
import {
  applyStack,
  type Change,
  claim,
  foreignDefinition,
  ingressClass,
  looked,
  NAMESPACE,
  object,
  operatorDeployment,
  operatorSays,
  otherKubeconfig,
  patch,
  problems,
  STACK,
  settingsOf,
  storageClass,
} from "./support/look.ts";

const PORT = 26_400;
/** Nobody listens there. */
const CLOSED = 26_470;
const SILENT = 26_480;
const TODAY = new Date("2026-11-27");

describe("a look at a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let api: Api;
  before(
    async () => {
      plane = await ControlPlane.start({ port: PORT });
      api = plane.api;
      process.env["KUBECONFIG"] = plane.kubeconfig;
      for (const name of ["ingress-nginx", "monitoring", "strimzi"]) await api.apply(object("v1", "Namespace", name));
      await api.apply(storageClass("standard", { isDefault: true, expands: true }));
      await api.apply(storageClass("fixed", {}));
      await api.apply(ingressClass("nginx", true));
      await api.apply(foreignDefinition("cert-manager.io", "certificates", "Certificate"));
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  /** One problem, at this path, whose remedy is as said. */
  const refused = async (change: Change | undefined, path: string, allowed: RegExp): Promise<void> => {
    const found = await problems(change);
    assert.deepEqual(Object.keys(found), [path], JSON.stringify(found));
    assert.match(found[path]!, allowed);
  };

  test("a cluster that the stack fits on is let through, with what should be known of it", async () => {
    await until("the group of the foreign definition", 20, async () => Object.keys(await problems()).length === 0);
    const told = remarksOn(await looked(), settingsOf(), TODAY);
    assert.match(told.join("\n"), /Secrets registry and events-tls have to be put into namespace tributary/);
    assert.match(told.join("\n"), /Kubernetes 1\.34\.\d+: .*no fixes since 2026-10-27/);
  });

  test("a storage class that is not there, and no default where none is named", async () => {
    const fast: Change = (raw) => (raw.kafka.brokers.volumes[0].storageClass = "fast");
    await refused(fast, "kafka.brokers.volumes[0].storageClass", /fixed and standard/);
    await api.apply(storageClass("standard", { isDefault: false, expands: true }));
    const found = await problems();
    assert.deepEqual(Object.keys(found), [
      "kafka.controllers.volumes[0].storageClass",
      "kafka.brokers.volumes[0].storageClass",
    ]);
    await api.apply(storageClass("standard", { isDefault: true, expands: true }));
  });

  test("a zone that no node is in, and too few nodes: as many as the scheduler itself places", async () => {
    await refused((raw) => raw.kubernetes.zones.push("zone-d"), "kubernetes.zones[3]", /zone-a, zone-b and zone-c/);
    await refused((raw) => (raw.kafka.nodes = 7), "kafka.nodes", /at most 6/);
    for (const index of [1, 2]) await cordon(api, `zone-c-${index}`, true);
    try {
      const brokersAlone: Change = (raw) => {
        delete raw.workload;
        delete raw.scaling;
        raw.kafka.controllers.nodes = 1;
      };
      await refused(brokersAlone, "kafka.nodes", /at most 2, or kubernetes\.spread: preferred: 4 of 6 nodes/);
      assert.equal(await placed(api, 3), 2);
    } finally {
      for (const index of [1, 2]) await cordon(api, `zone-c-${index}`, false);
    }
  });

  test("an operator that watches the namespace already; one that does not", async () => {
    const central = operatorDeployment("ingress-nginx", "*", "1.2.0", ["4.3.1"]);
    await api.apply(central);
    await refused(
      undefined,
      "kubernetes.operator.mode",
      /^present, for operator strimzi-cluster-operator of namespace ingress-nginx, which watches namespace tributary/,
    );
    await api.apply(operatorDeployment("ingress-nginx", "team-a,team-b", "1.2.0", ["4.3.1"]));
    await refused(undefined, "kubernetes.operator.mode", /once it watches namespace tributary, too/);
    const present: Change = (raw) => (raw.kubernetes.operator = { mode: "present" });
    const found = await problems(present);
    // There are no definitions either.
    assert.match(found["kubernetes.operator.mode"]!, /watches team-a and team-b|definitions that serve v1/);
    await api.apply(operatorDeployment("strimzi", "elsewhere", "1.2.0", ["4.3.1"]));
    await refused(undefined, "kubernetes.operator.mode", /^present, for operator/);
    for (const namespace of ["ingress-nginx", "strimzi"])
      await api.delete(operatorDeployment(namespace, "*", "1.2.0", []));
  });

  test("definitions that store v1beta2: refused here, and by the API server; converted, both let them through", async () => {
    const now = strimziDefinitions()["Kafka"] as unknown as KubeObject;
    const [v1] = now["spec"].versions;
    const both = (stored: string): KubeObject => ({
      ...now,
      spec: { ...now["spec"], versions: ["v1", "v1beta2"].map((name) => ({ ...v1, name, storage: name === stored })) },
    });
    await api.apply(both("v1beta2"));
    await api.apply(both("v1"));
    await until(
      "v1beta2 is noted as stored",
      20,
      async () => (await api.get(now))["status"].storedVersions.length === 2,
    );
    await until("the group is served", 20, async () => (await looked()).groups.includes("kafka.strimzi.io"));
    await refused(undefined, "kubernetes.operator.mode", /crd-upgrade.*kafkas\.kafka\.strimzi\.io stores v1beta2/);
    await assert.rejects(api.apply(now), /storedVersions.*v1beta2/);
    await patch(api, now, { status: { storedVersions: ["v1"] } }, "/status");
    assert.deepEqual(await problems(), {});
    await establishStrimzi(api);
    await establishKeda(api);
    await establishWatchers(api);
    assert.deepEqual(await problems(), {});
  });

  test("a namespace of another stack", async () => {
    const namespace = object("v1", "Namespace", NAMESPACE);
    await api.apply({ ...namespace, metadata: { name: NAMESPACE, labels: { "tributary.dev/stack": "other" } } });
    const found = await problems((raw) => {
      raw.kubernetes.imagePullSecrets = [];
      delete raw.kubernetes.exposure;
    });
    assert.deepEqual(Object.keys(found), ["kubernetes.namespace"]);
    assert.match(found["kubernetes.namespace"]!, /not of stack other/);
    await api.apply(namespace);
  });

  test("Secrets, ingress classes, Gateways and cert-manager that are not there; no Secret's value is read", async () => {
    const found = await problems();
    assert.deepEqual(Object.keys(found), ["kubernetes.imagePullSecrets[0]", "kubernetes.exposure.tlsSecret"]);
    for (const name of ["registry", "events-tls"])
      await api.apply(object("v1", "Secret", name, { stringData: { value: "never-read" } }, NAMESPACE));
    assert.deepEqual(await problems(), {});
    assert.doesNotMatch(JSON.stringify(await looked()), /never-read|bmV2ZXItcmVhZA/);
    await refused((raw) => (raw.kubernetes.exposure.class = "traefik"), "kubernetes.exposure.class", /nginx/);

    const gateway = { name: "public", namespace: "ingress-nginx", section: "https" };
    const exposed: Change = (raw) =>
      (raw.kubernetes.exposure = { kind: "gateway", host: "events.example.com", gateway });
    await refused(exposed, "kubernetes.exposure.kind", /does not serve gateway\.networking\.k8s\.io/);
    await api.apply(foreignDefinition("gateway.networking.k8s.io", "gateways", "Gateway"));
    await until("Gateways are served", 20, async () => !("kubernetes.exposure.kind" in (await problems(exposed))));
    await refused(exposed, "kubernetes.exposure.gateway.name", /namespace ingress-nginx; there is none/);
    const made = (listener: string) =>
      object(
        "gateway.networking.k8s.io/v1",
        "Gateway",
        "public",
        { spec: { listeners: [{ name: listener }] } },
        "ingress-nginx",
      );
    await api.apply(made("http"));
    await refused(exposed, "kubernetes.exposure.gateway.section", /: http$/);
    await api.apply(made("https"));
    assert.deepEqual(await problems(exposed), {});

    const certManager = foreignDefinition("cert-manager.io", "certificates", "Certificate");
    await api.delete(certManager);
    await until("cert-manager is gone", 30, async () => "kubernetes.operator.drainCleaner" in (await problems()));
    assert.deepEqual(await problems((raw) => (raw.kubernetes.operator.drainCleaner = false)), {});
    await api.apply(certManager);
    await until("cert-manager is back", 30, async () => Object.keys(await problems()).length === 0);
  });

  describe("on a Kafka that is there", () => {
    before(async () => {
      await applyStack(plane);
      await operatorSays(api, "4.3.1", "4.3-IV0");
      for (const node of [0, 1, 2]) await api.apply(claim("broker", node, 500, "standard"));
    });

    test("what it is fits", async () => assert.deepEqual(await problems(), {}));

    const refusals: [what: string, change: Change, path: string, allowed: RegExp][] = [
      [
        "a smaller volume",
        (raw) => (raw.kafka.brokers.volumes[0].sizeGi = 499),
        "kafka.brokers.volumes[0].sizeGi",
        /at least 500/,
      ],
      [
        "another class",
        (raw) => (raw.kafka.brokers.volumes[0].storageClass = "fixed"),
        "kafka.brokers.volumes[0].storageClass",
        /^none, as when/,
      ],
      ["more controllers", (raw) => (raw.kafka.controllers.nodes = 5), "kafka.controllers.nodes", /^3, as many/],
      ["no controllers", (raw) => delete raw.kafka.controllers, "kafka.controllers", /the 3 that are there/],
      ["an older Kafka", (raw) => (raw.kafka.version = "4.2.1"), "kafka.version", /4\.2\.1 reads 4\.2-IV1 at most/],
      ["an older format", (raw) => (raw.kafka.metadataVersion = "4.2"), "kafka.metadataVersion", /never lowered/],
      [
        "fewer partitions",
        (raw) => (raw.kafka.topics.processed.partitions = 6),
        "kafka.topics.processed.partitions",
        /at least 12/,
      ],
      [
        "fewer copies",
        (raw) => (raw.kafka.topics.events.replication = 2),
        "kafka.topics.events.replication",
        /^3, which/,
      ],
      [
        "another name",
        (raw) => {
          raw.kafka.topics.processed.name = "login-events-other";
          raw.kafka.access.processor.produce[0] = "login-events-other";
          for (const who of ["reader", "smoke"]) raw.kafka.access[who].consume[0].topic = "login-events-other";
        },
        "kafka.topics.processed.name",
        /^login-events-processed, or another key/,
      ],
    ];
    for (const [what, change, path, allowed] of refusals) test(what, () => refused(change, path, allowed));

    test("brokers that go: below the copies, and without anybody who moves partitions", async () => {
      await patch(api, object("kafka.strimzi.io/v1", "KafkaNodePool", "broker", {}, NAMESPACE), {
        spec: { replicas: 5 },
      });
      const fewer =
        (nodes: number, cruiseControl: boolean): Change =>
        (raw) =>
          Object.assign(raw.kafka, { nodes, cruiseControl });
      await refused(fewer(3, false), "kafka.nodes", /5 as long as kafka\.cruiseControl is false/);
      assert.deepEqual(await problems(fewer(3, true)), {});
      const two: Change = (raw) => {
        fewer(2, true)(raw);
        for (const topic of Object.values<any>(raw.kafka.topics)) topic.replication = 2;
        for (const topic of Object.values<any>(raw.kafka.topics)) topic.allow = ["replace"];
      };
      await refused(two, "kafka.nodes", /at least 3: there are topics with 3 copies/);
      await applyStack(plane);
    });

    test("a volume taken away, and one grown in a class that does not let it", async () => {
      await applyStack(plane, (raw) => raw.kafka.brokers.volumes.push({ sizeGi: 100 }));
      await refused(undefined, "kafka.brokers.volumes", /at least the 2/);
      await applyStack(plane);
      for (const node of [0, 1, 2]) await replace(api, claim("broker", node, 500, "fixed"));
      await refused(
        (raw) => (raw.kafka.brokers.volumes[0].sizeGi = 600),
        "kafka.brokers.volumes[0].sizeGi",
        /class fixed does not let/,
      );
      for (const node of [0, 1, 2]) await replace(api, claim("broker", node, 500, "standard"));
    });

    test("a jump that Kafka does not make, an operator that is newer, and one from before v1", async () => {
      await operatorSays(api, "3.2.3", "3.2-IV0");
      await refused(undefined, "kafka.version", /Kafka 4 takes over from 3\.3/);
      await operatorSays(api, "4.3.1", "4.3-IV0", "1.3.0");
      await refused(undefined, "kubernetes.operator.mode", /an operator is not lowered/);
      await operatorSays(api, "4.3.1", "4.3-IV0", "0.48.0");
      await refused(undefined, "kubernetes.operator.mode", /0\.49\.0 to 0\.51/);
      await operatorSays(api, "4.3.1", "4.3-IV0");
    });

    test("an operator that is there knows the Kafka that is asked for", async () => {
      await api.apply(operatorDeployment("ingress-nginx", "*", "1.1.0", ["4.2.0", "4.2.1", "4.3.0"]));
      const present =
        (version: string): Change =>
        (raw) => {
          raw.kubernetes.operator = { mode: "present" };
          raw.kafka.version = version;
        };
      await refused(present("4.3.1"), "kafka.version", /knows: 4\.2\.0, 4\.2\.1, 4\.3\.0/);
      assert.deepEqual(await problems(present("4.3.0")), {});
      await api.delete(operatorDeployment("ingress-nginx", "*", "1.1.0", []));
    });

    test("the program stops before it declares anything, with the code and all problems; off, it does not look", async () => {
      const change: Change = (raw) => {
        raw.kafka.brokers.volumes[0].sizeGi = 1;
        raw.kafka.topics.processed.partitions = 1;
      };
      const { resources } = await record(() =>
        assert.rejects(program(settingsOf(change), STACK, { look: lookAtCluster, today: TODAY }), (error: any) => {
          assert.equal(error.code, "TRB_CLUSTER_UNFIT");
          assert.match(error.message, /^The settings for the cluster of context test have 2 problems:\n/);
          return true;
        }),
      );
      assert.deepEqual(resources, []);
      const off: Change = (raw) => {
        change(raw);
        raw.kubernetes.look = "off";
      };
      assert.ok((await recordStack(STACK, { look: lookAtCluster, change: off })).resources.length > 0);
    });
  });

  describe("of the way to it", () => {
    let silent: Server;
    before(async () => {
      silent = createServer();
      await new Promise<void>((resolve) => silent.listen(SILENT, "127.0.0.1", resolve));
    });
    after(() => {
      process.env["KUBECONFIG"] = plane.kubeconfig;
      silent.close();
    });
    /** Through this kubeconfig. */
    const by = (file: string): void => {
      process.env["KUBECONFIG"] = file;
    };
    const rejection = async (): Promise<{ code: string; message: string; seconds: number }> => {
      const started = Date.now();
      const error: any = await looked().then(
        () => assert.fail("it was looked at"),
        (thrown) => thrown,
      );
      return { code: error.code, message: error.message, seconds: (Date.now() - started) / 1000 };
    };

    test("a server that is not there, and one that says nothing: within ten seconds, with context and setting", async () => {
      for (const [port, why] of [
        [CLOSED, "ECONNREFUSED"],
        [SILENT, "no answer in time"],
      ] as const) {
        by(otherKubeconfig(plane, {}, { server: `https://127.0.0.1:${port}` }));
        const { code, message, seconds } = await rejection();
        assert.equal(code, "TRB_CLUSTER_UNREACHABLE");
        assert.ok(
          message.startsWith(`The API server https://127.0.0.1:${port} of context other cannot be reached (${why}): `),
          message,
        );
        assert.match(message, /kubernetes\.context.*kubernetes\.look: off/);
        assert.ok(seconds < 10, `${seconds} s`);
      }
    });

    test("a certificate of somebody else", async () => {
      by(otherKubeconfig(plane, { token: "x" }, { server: plane.api.url }));
      const { code, message } = await rejection();
      assert.equal(code, "TRB_CLUSTER_UNREACHABLE");
      assert.match(message, /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|DEPTH_ZERO/);
    });

    test("a token that has expired or never was one", async () => {
      by(otherKubeconfig(plane, { token: "never-one" }));
      const { code, message } = await rejection();
      assert.equal(code, "TRB_CLUSTER_FORBIDDEN");
      assert.match(message, /does not let context other in \(401\).*log in anew/);
      assert.doesNotMatch(message, /never-one/);
    });

    test("an account without rights is told which it needs; with some, the rest is judged and what is left out is named", async () => {
      by(otherKubeconfig(plane, { token: await tokenOf(api, "viewer") }));
      const nothing = await rejection();
      assert.equal(nothing.code, "TRB_CLUSTER_FORBIDDEN");
      assert.match(
        nothing.message,
        /needs the rights to .*list namespaces.*list nodes.*list storageclasses\.storage\.k8s\.io/,
      );
      const rules = [
        { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["list"] },
        {
          apiGroups: ["kafka.strimzi.io"],
          resources: ["kafkas", "kafkanodepools", "kafkatopics"],
          verbs: ["get", "list"],
        },
      ];
      await grant(api, "viewer", rules);
      await until("the rights are there", 20, () =>
        looked().then(
          ({ topics, storageClasses }) => topics !== undefined && storageClasses !== undefined,
          () => false,
        ),
      );
      await refused(
        (raw) => (raw.kafka.topics.processed.partitions = 6),
        "kafka.topics.processed.partitions",
        /at least 12/,
      );
      const told = remarksOn(await looked(), settingsOf(), TODAY);
      assert.ok(
        told.includes("Not looked at: room and zones for pods; context other has no right to list nodes."),
        told.join("\n"),
      );
      // Nodes may not be seen, so nothing is said of them.
      assert.deepEqual(await problems((raw) => (raw.kafka.nodes = 99)), {});
    });

    test("credentials by a plugin", async () => {
      const token = JSON.parse(readFileSync(plane.kubeconfig, "utf8")).users[0].user.token;
      const command = join(plane.folder, "plugin");
      const answer = JSON.stringify({ kind: "ExecCredential", status: { token } });
      writeFileSync(command, `#!${process.execPath}\nconsole.log(${JSON.stringify(answer)});`, { mode: 0o700 });
      by(otherKubeconfig(plane, { exec: { apiVersion: "client.authentication.k8s.io/v1", command } }));
      assert.deepEqual(await problems(), {});
    });
  });
});

async function cordon(api: Api, name: string, unschedulable: boolean): Promise<void> {
  await patch(api, object("v1", "Node", name), { spec: { unschedulable } });
}

/** How many of so many pods the scheduler places, each on a node of its own and evenly over the zones. */
async function placed(api: Api, pods: number): Promise<number> {
  const labels = { app: "apart" };
  const containers = [{ name: "main", image: "example.invalid/none" }];
  const made = Array.from({ length: pods }, (_, index) => ({
    ...object("v1", "Pod", `apart-${index}`, { spec: { containers, ...apart(labels, "required") } }, "default"),
    metadata: { name: `apart-${index}`, namespace: "default", labels },
  }));
  for (const pod of made) await api.create(pod);
  const found = await until("the scheduler has decided on each", 30, async () => {
    const all = await Promise.all(made.map((pod) => api.get(pod)));
    const decided = ({ spec, status }: KubeObject) =>
      spec.nodeName !== undefined || status.conditions?.some(({ reason }: any) => reason === "Unschedulable");
    return all.every(decided) && all;
  });
  for (const pod of made) await api.delete(pod);
  return found.filter(({ spec }) => spec.nodeName !== undefined).length;
}

/** An object whose fields cannot be changed. */
async function replace(api: Api, made: KubeObject): Promise<void> {
  await patch(api, made, { metadata: { finalizers: null } });
  await api.delete(made);
  await until(`${made.metadata.name} is gone`, 20, () =>
    api.get(made).then(
      () => false,
      () => true,
    ),
  );
  await api.apply(made);
}

/** A token of an account of that name, made with it. */
async function tokenOf(api: Api, name: string): Promise<string> {
  await api.apply(object("v1", "ServiceAccount", name, {}, "default"));
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const path = `/api/v1/namespaces/default/serviceaccounts/${name}/token`;
  return (await api.send("POST", path, request)).status.token;
}

async function grant(api: Api, name: string, rules: object[]): Promise<void> {
  const group = "rbac.authorization.k8s.io";
  await api.apply(object(`${group}/v1`, "ClusterRole", name, { rules }));
  const subjects = [{ kind: "ServiceAccount", name, namespace: "default" }];
  const roleRef = { apiGroup: group, kind: "ClusterRole", name };
  await api.apply(object(`${group}/v1`, "ClusterRoleBinding", name, { subjects, roleRef }));
}

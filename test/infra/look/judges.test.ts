/** Each rule refuses what it is there for, with the setting to change, and lets its neighbour through. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge, remarksOn } from "../../../infra/look/index.ts";
import type { Look } from "../../../infra/look/look.ts";
import { program } from "../../../infra/program.ts";
import { record } from "../../support/recording.ts";
import { fittingLook, STACK, settingsWith } from "./cluster.ts";

const TODAY = new Date("2026-11-27");
const GIB = 2 ** 30;

interface Row {
  what: string;
  /** What spoils it. */
  look?: (look: Look) => void;
  raw?: (raw: any) => void;
  /** Path of the one problem, and a part of what is allowed. */
  path: string;
  allowed: RegExp;
  /** Settings that mend it on the same cluster; null: none do, the cluster has to change. */
  mended: ((raw: any) => void) | null;
}

const kubernetes = (raw: any) => raw.kubernetes;
const present = (raw: any) => (kubernetes(raw).operator = { mode: "present" });
const volume = (raw: any) => raw.kafka.brokers.volumes[0];
const operator = (look: Look) => look.operators![0]!;
const pool = (look: Look, name = "broker") => look.pools!.find((one) => one.name === name)!;
const nothingYet = (look: Look) => Object.assign(look, { kafka: null, pools: [], claims: [], topics: [] });
const combined = (look: Look) => {
  look.pools = [{ ...pool(look), roles: ["controller", "broker"] }];
};
const withoutControllersAndWorkload = (raw: any) => {
  delete raw.workload;
  delete raw.scaling;
  raw.kafka.controllers.nodes = 1;
};
const withoutControllers = (raw: any) => delete raw.kafka.controllers;
const cordon = (look: Look, names: string[]) => {
  for (const node of look.nodes!) if (names.includes(node.name)) node.open = false;
};

const rows: Row[] = [
  {
    what: "a Kubernetes that Strimzi has left behind",
    look: (look) => (look.version = "1.29.14"),
    path: "kubernetes.context",
    allowed: /1\.30 to 1\.36/,
    mended: present,
  },
  {
    what: "a storage class that is not there",
    look: nothingYet,
    raw: (raw) => (volume(raw).storageClass = "fast"),
    path: "kafka.brokers.volumes[0].storageClass",
    allowed: /standard and fixed/,
    mended: (raw) => (volume(raw).storageClass = "fixed"),
  },
  {
    what: "no default class where none is named",
    look: (look) => {
      nothingYet(look);
      look.storageClasses = [{ name: "fixed", isDefault: false, expands: false }];
    },
    raw: (raw) => (raw.kafka.controllers.volumes[0].storageClass = "fixed"),
    path: "kafka.brokers.volumes[0].storageClass",
    allowed: /fixed; none of them is the default/,
    mended: (raw) => {
      volume(raw).storageClass = "fixed";
      raw.kafka.controllers.volumes[0].storageClass = "fixed";
    },
  },
  {
    what: "a volume made smaller",
    raw: (raw) => (volume(raw).sizeGi = 499),
    path: "kafka.brokers.volumes[0].sizeGi",
    allowed: /at least 500/,
    mended: (raw) => (volume(raw).sizeGi = 501),
  },
  {
    what: "a volume made smaller than the claims that a cluster left",
    look: (look) => {
      look.kafka = null;
      look.pools = [];
    },
    raw: (raw) => (volume(raw).sizeGi = 100),
    path: "kafka.brokers.volumes[0].sizeGi",
    allowed: /at least 500/,
    mended: (raw) => (volume(raw).sizeGi = 500),
  },
  {
    what: "a volume grown where its class does not let it",
    look: (look) => {
      for (const claim of look.claims!) claim.storageClass = "fixed";
    },
    raw: (raw) => (volume(raw).sizeGi = 600),
    path: "kafka.brokers.volumes[0].sizeGi",
    allowed: /one volume more at the end of kafka\.brokers\.volumes: storage class fixed/,
    mended: (raw) => raw.kafka.brokers.volumes.push({ sizeGi: 100 }),
  },
  {
    what: "a volume moved to another class",
    raw: (raw) => (volume(raw).storageClass = "fixed"),
    path: "kafka.brokers.volumes[0].storageClass",
    allowed: /none, as when the volume was made/,
    mended: () => undefined,
  },
  {
    what: "a volume taken away",
    look: (look) => pool(look).volumes.push({ id: 1, bytes: 100 * GIB, storageClass: undefined }),
    path: "kafka.brokers.volumes",
    allowed: /at least the 2/,
    mended: (raw) => raw.kafka.brokers.volumes.push({ sizeGi: 100 }),
  },
  {
    what: "fewer brokers without Cruise Control",
    look: (look) => (pool(look).replicas = 5),
    raw: (raw) => (raw.kafka.cruiseControl = false),
    path: "kafka.nodes",
    allowed: /5 as long as kafka\.cruiseControl is false/,
    mended: () => undefined,
  },
  {
    what: "fewer brokers than copies",
    look: (look) => {
      pool(look).replicas = 5;
      const made = { partitions: 1, replication: 4, own: false, deletable: false };
      look.topics!.push({ name: "other", topic: "other", ...made });
    },
    path: "kafka.nodes",
    allowed: /at least 4/,
    mended: (raw) => (raw.kafka.nodes = 4),
  },
  {
    what: "more controllers",
    raw: (raw) => (raw.kafka.controllers.nodes = 5),
    path: "kafka.controllers.nodes",
    allowed: /^3, as many as there are/,
    mended: () => undefined,
  },
  {
    what: "controllers brought to brokers that are controllers",
    look: combined,
    path: "kafka.controllers",
    allowed: /none, as its brokers are the controllers/,
    mended: withoutControllers,
  },
  {
    what: "controllers taken away",
    raw: withoutControllers,
    path: "kafka.controllers",
    allowed: /the 3 that are there/,
    mended: () => undefined,
  },
  {
    what: "more brokers that are controllers, too",
    look: combined,
    raw: (raw) => {
      withoutControllers(raw);
      raw.kafka.nodes = 5;
    },
    path: "kafka.nodes",
    allowed: /^3, as many as there are/,
    mended: withoutControllers,
  },
  {
    what: "an older Kafka than the metadata's format lets read",
    raw: (raw) => (raw.kafka.version = "4.2.1"),
    path: "kafka.version",
    allowed: /4\.3\.1 or newer: the cluster's metadata has format 4\.3-IV0, and 4\.2\.1 reads 4\.2-IV1 at most/,
    mended: (raw) => (raw.kafka.version = "4.3.0"),
  },
  {
    what: "an older Kafka while the format is not known",
    look: (look) => (look.kafka!.format = undefined),
    raw: (raw) => (raw.kafka.version = "4.3.0"),
    path: "kafka.version",
    allowed: /a format that is not known/,
    mended: (raw) => (raw.kafka.version = "4.3.1"),
  },
  {
    what: "a jump from before 3.3",
    look: (look) => (look.kafka = { version: "3.2.3", format: undefined, operator: undefined, replication: 3 }),
    path: "kafka.version",
    allowed: /at 3\.9 by its own operator: Kafka 4 takes over from 3\.3/,
    mended: null,
  },
  {
    what: "a format of before 3.3 that newer brokers still hold",
    look: (look) => (look.kafka = { ...look.kafka!, version: "3.9.1", format: "3.2-IV0" }),
    path: "kafka.version",
    allowed: /metadata 3\.2-IV0/,
    mended: null,
  },
  {
    what: "the metadata's format lowered",
    raw: (raw) => (raw.kafka.metadataVersion = "4.2"),
    path: "kafka.metadataVersion",
    allowed: /4\.3-IV0 or newer/,
    mended: (raw) => (raw.kafka.metadataVersion = "4.3"),
  },
  {
    what: "an operator that is newer",
    look: (look) => (operator(look).version = "1.3.0"),
    path: "kubernetes.operator.mode",
    allowed: /an operator is not lowered/,
    mended: present,
  },
  {
    what: "an operator from before v1",
    look: (look) => (operator(look).version = "0.48.0"),
    path: "kubernetes.operator.mode",
    allowed: /present until it is 0\.49\.0 to 0\.51/,
    mended: null,
  },
  {
    what: "definitions that still store v1beta2",
    look: (look) => (look.definitions![0]!.stored = ["v1beta2", "v1"]),
    path: "kubernetes.operator.mode",
    allowed: /crd-upgrade.*kafkas\.kafka\.strimzi\.io stores v1beta2/,
    mended: present,
  },
  {
    what: "another operator that watches everything",
    look: (look) => look.operators!.push({ ...operator(look), namespace: "central", watches: undefined }),
    path: "kubernetes.operator.mode",
    allowed:
      /present, for operator strimzi-cluster-operator of namespace central, which watches namespace tributary already/,
    mended: present,
  },
  {
    what: "somebody else's operator in the same namespace",
    look: (look) => {
      operator(look).watches = ["other"];
      look.namespaces!.find(({ name }) => name === "strimzi")!.stack = undefined;
    },
    path: "kubernetes.operator.mode",
    allowed:
      /present, for operator strimzi-cluster-operator of namespace strimzi, once it watches namespace tributary, too/,
    mended: null,
  },
  {
    what: "an operator elsewhere, which has the cluster's roles",
    look: (look) => look.operators!.push({ ...operator(look), namespace: "team", watches: ["team"] }),
    path: "kubernetes.operator.mode",
    allowed: /of namespace team, once it watches namespace tributary, too: its definitions and cluster roles are one/,
    mended: present,
  },
  {
    what: "a second KEDA",
    look: (look) => (look.externalMetrics!.namespace = "autoscaling"),
    path: "scaling.operator.mode",
    allowed: /present with scaling\.operator\.namespace autoscaling, where KEDA is/,
    mended: (raw) => (raw.scaling.operator = { mode: "present", namespace: "autoscaling" }),
  },
  {
    what: "somebody else's KEDA in the namespace of the stack's own",
    look: (look) => (look.namespaces!.find(({ name }) => name === "keda")!.stack = undefined),
    path: "scaling.operator.mode",
    allowed: /present with scaling\.operator\.namespace keda/,
    mended: (raw) => (raw.scaling.operator = { mode: "present" }),
  },
  {
    what: "another server of external metrics",
    look: (look) => {
      look.externalMetrics = { name: "prometheus-adapter", namespace: "monitoring" };
      look.groups = look.groups.filter((group) => group !== "keda.sh");
    },
    path: "scaling.operator.mode",
    allowed: /no scaling\.processor: external metrics are served by prometheus-adapter of namespace monitoring/,
    mended: (raw) => delete raw.scaling.processor,
  },
  {
    what: "no KEDA where one shall be",
    look: (look) => (look.groups = look.groups.filter((group) => group !== "keda.sh")),
    raw: (raw) => (raw.scaling.operator = { mode: "present" }),
    path: "scaling.operator.mode",
    allowed: /once KEDA is there/,
    mended: () => undefined,
  },
  {
    what: "a second External Secrets Operator",
    look: (look) => {
      look.groups.push("external-secrets.io");
      look.secretOperators = [{ name: "external-secrets", namespace: "security" }];
    },
    raw: (raw) => (raw.secrets = { external: stored("install") }),
    path: "secrets.external.operator.mode",
    allowed: /present: external-secrets of namespace security is there/,
    mended: (raw) => (raw.secrets = { external: stored("present") }),
  },
  {
    what: "a topic that the settings have no more",
    look: (look) => look.topics!.push({ ...look.topics![0]!, name: "former", topic: "login-former" }),
    path: "kafka.topics",
    allowed: /the topic, unless its allow held delete at an up before/,
    mended: null,
  },
  {
    what: "no operator where one shall be",
    look: (look) => (operator(look).watches = ["team-a", "team-b"]),
    raw: present,
    path: "kubernetes.operator.mode",
    allowed: /watches namespace tributary; .* watches team-a and team-b/,
    mended: () => undefined,
  },
  {
    what: "definitions without v1 where an operator shall be",
    look: (look) => {
      for (const definition of look.definitions!) definition.served = ["v1beta2"];
    },
    raw: present,
    path: "kubernetes.operator.mode",
    allowed: /definitions that serve v1/,
    mended: () => undefined,
  },
  {
    what: "an operator that is there and too old for v1",
    look: (look) => (operator(look).version = "0.48.0"),
    raw: present,
    path: "kubernetes.operator.mode",
    allowed: /an operator of 0\.49\.0 or newer/,
    mended: null,
  },
  {
    what: "a Kafka that the operator that is there does not know",
    look: (look) => {
      operator(look).version = "1.1.0";
      operator(look).kafka = ["4.2.0", "4.2.1", "4.3.0"];
      look.kafka = null;
    },
    raw: present,
    path: "kafka.version",
    allowed: /knows: 4\.2\.0, 4\.2\.1, 4\.3\.0/,
    mended: (raw) => {
      present(raw);
      raw.kafka.version = "4.3.0";
    },
  },
  {
    what: "too few nodes",
    look: (look) => (look.nodes = look.nodes!.slice(0, 4)),
    raw: (raw) => {
      kubernetes(raw).zones = [];
      raw.kafka.nodes = 5;
      delete raw.scaling;
    },
    path: "kafka.nodes",
    allowed: /at most 4, or kubernetes\.spread: preferred: 4 of 4 nodes .* in zones zone-a and zone-b/,
    mended: (raw) => {
      kubernetes(raw).zones = [];
      raw.kafka.nodes = 4;
    },
  },
  {
    what: "a zone with fewer nodes, which holds the others back",
    look: (look) => cordon(look, ["zone-c-2"]),
    raw: (raw) => (raw.kafka.nodes = 6),
    path: "kafka.nodes",
    allowed: /at most 5, or kubernetes\.spread: preferred: 5 of 6 nodes/,
    mended: (raw) => (raw.kafka.nodes = 5),
  },
  {
    what: "a zone whose nodes are all shut",
    look: (look) => {
      cordon(look, ["zone-c-1", "zone-c-2"]);
      nothingYet(look);
    },
    raw: (raw) => {
      withoutControllersAndWorkload(raw);
      kubernetes(raw).operator.replicas = 1;
    },
    path: "kafka.nodes",
    allowed: /at most 2, .*zones zone-a and zone-b/,
    mended: (raw) => (kubernetes(raw).spread = "preferred"),
  },
  {
    what: "no node for one pod more while ingest is replaced, and none with room for two",
    look: (look) => {
      look.nodes = look.nodes!.filter(({ name }) => name.endsWith("1"));
      for (const node of look.nodes) node.cpu = 3;
    },
    raw: (raw) => {
      delete raw.scaling;
      raw.workload.ingest.instances = 3;
      kubernetes(raw).cpu.ingest = "2";
    },
    path: "workload.ingest.instances",
    allowed: /at most 2, .*: 3 of 3 nodes take a pod of 2 CPU and \d+ MiB \(0 an old and a new one\)/,
    mended: (raw) => {
      delete raw.scaling;
      raw.workload.ingest.instances = 3;
      kubernetes(raw).cpu.ingest = "1500m";
    },
  },
  {
    what: "a zone without a node for pods that are scaled",
    look: (look) => {
      for (const node of look.nodes!.filter(({ zone }) => zone === "zone-c")) node.cpu = 0.3;
    },
    raw: (raw) => {
      const cpu = "250m";
      for (const pool of [raw.kafka.brokers, raw.kafka.controllers]) pool.cpu = cpu;
      kubernetes(raw).cpu = { ingest: "500m", processor: cpu };
      raw.scaling.ingest.minInstances = 3;
    },
    path: "scaling.ingest.minInstances",
    allowed: /at most 2, or kubernetes\.spread: preferred: 4 of 6 nodes/,
    mended: (raw) => {
      const cpu = "250m";
      for (const pool of [raw.kafka.brokers, raw.kafka.controllers]) pool.cpu = cpu;
      kubernetes(raw).cpu = { ingest: "500m", processor: cpu };
      raw.scaling.ingest.minInstances = 2;
    },
  },
  {
    what: "no node with so much room",
    look: (look) => {
      for (const node of look.nodes!) node.memoryMi = 4096;
    },
    path: "kafka.nodes",
    allowed: /at most 0: 0 of 6 nodes take a pod of 2 CPU and 8192 MiB/,
    mended: (raw) => Object.assign(raw.kafka.brokers, { memoryMi: 4096, heapMi: 2048 }),
  },
  {
    what: "nodes without zones",
    look: (look) => {
      for (const node of look.nodes!) node.zone = undefined;
    },
    raw: (raw) => (kubernetes(raw).zones = []),
    path: "kubernetes.spread",
    allowed: /preferred: no node/,
    mended: (raw) => Object.assign(kubernetes(raw), { zones: [], spread: "preferred" }),
  },
  {
    what: "zones of nodes that take no pods, while others have none",
    look: (look) => {
      cordon(
        look,
        look.nodes!.map(({ name }) => name),
      );
      const node = (name: string) => ({ ...look.nodes![0]!, name, zone: undefined, open: true });
      look.nodes!.push(node("bare-1"), node("bare-2"), node("bare-3"));
    },
    raw: (raw) => (kubernetes(raw).spread = "preferred"),
    path: "kubernetes.zones",
    allowed: /none: no node that takes pods has the label topology\.kubernetes\.io\/zone/,
    mended: (raw) => Object.assign(kubernetes(raw), { zones: [], spread: "preferred" }),
  },
  {
    what: "a zone that no node is in",
    raw: (raw) => kubernetes(raw).zones.push("zone-d"),
    path: "kubernetes.zones[3]",
    allowed: /zone-a, zone-b and zone-c/,
    mended: () => undefined,
  },
  {
    what: "another stack's namespace",
    look: (look) => (look.namespaces![0]!.stack = "other"),
    path: "kubernetes.namespace",
    allowed: /not of stack other/,
    mended: (raw) => (kubernetes(raw).namespace = "elsewhere"),
  },
  {
    what: "a namespace that is going",
    look: (look) => (look.namespaces![0]!.terminating = true),
    path: "kubernetes.namespace",
    allowed: /not being deleted/,
    mended: (raw) => (kubernetes(raw).namespace = "elsewhere"),
  },
  {
    what: "fewer partitions",
    raw: (raw) => {
      raw.kafka.topics.processed.partitions = 11;
    },
    path: "kafka.topics.processed.partitions",
    allowed: /at least 12/,
    mended: (raw) => (raw.kafka.topics.processed.partitions = 24),
  },
  {
    what: "other copies of a topic",
    raw: (raw) => (raw.kafka.topics.processed.replication = 2),
    path: "kafka.topics.processed.replication",
    allowed: /3, which it has, unless allow holds replace/,
    mended: (raw) => Object.assign(raw.kafka.topics.processed, { replication: 2, allow: ["replace"] }),
  },
  {
    what: "another name of a topic",
    look: (look) => (look.topics!.find(({ name }) => name === "processed")!.topic = "former"),
    path: "kafka.topics.processed.name",
    allowed: /former, or another key/,
    mended: null,
  },
  {
    what: "a Drain Cleaner without cert-manager",
    look: (look) => (look.groups = look.groups.filter((group) => group !== "cert-manager.io")),
    path: "kubernetes.operator.drainCleaner",
    allowed: /once cert-manager is there/,
    mended: (raw) => (kubernetes(raw).operator.drainCleaner = false),
  },
  {
    what: "a store for secrets without its operator",
    raw: (raw) => (raw.secrets = { external: stored("present") }),
    path: "secrets.external.operator.mode",
    allowed: /does not serve external-secrets\.io/,
    mended: (raw) => (raw.secrets = { external: stored("install") }),
  },
  {
    what: "an ingress class that is not there",
    raw: (raw) => (kubernetes(raw).exposure.class = "traefik"),
    path: "kubernetes.exposure.class",
    allowed: /nginx/,
    mended: (raw) => (kubernetes(raw).exposure.class = "nginx"),
  },
  {
    what: "no default ingress class",
    look: (look) => (look.ingressClasses![0]!.isDefault = false),
    path: "kubernetes.exposure.class",
    allowed: /nginx; none of them is the default/,
    mended: (raw) => (kubernetes(raw).exposure.class = "nginx"),
  },
  {
    what: "a Gateway where the API is not",
    look: (look) => (look.groups = look.groups.filter((group) => group !== "gateway.networking.k8s.io")),
    raw: (raw) => (kubernetes(raw).exposure = gatewayExposure),
    path: "kubernetes.exposure.kind",
    allowed: /does not serve gateway\.networking\.k8s\.io/,
    mended: () => undefined,
  },
  {
    what: "a Gateway that is not there",
    look: (look) => (look.gateway = null),
    raw: (raw) => (kubernetes(raw).exposure = gatewayExposure),
    path: "kubernetes.exposure.gateway.name",
    allowed: /there is none of this name/,
    mended: () => undefined,
  },
  {
    what: "a listener that a Gateway does not have",
    raw: (raw) =>
      (kubernetes(raw).exposure = { ...gatewayExposure, gateway: { ...gatewayExposure.gateway, section: "h" } }),
    path: "kubernetes.exposure.gateway.section",
    allowed: /https/,
    mended: (raw) => (kubernetes(raw).exposure = gatewayExposure),
  },
  {
    what: "a Secret that is not there",
    look: (look) => (look.secrets = ["events-tls"]),
    path: "kubernetes.imagePullSecrets[0]",
    allowed: /a Secret of namespace tributary/,
    mended: (raw) => (kubernetes(raw).imagePullSecrets = []),
  },
];

const stored = (mode: string) => ({ operator: { mode }, store: { type: "kubernetes", namespace: "values" } });
const gatewayExposure = {
  kind: "gateway",
  host: "events.example.com",
  gateway: { name: "public", namespace: "gateways" },
};

test("a cluster that fits is let through without a word", () => {
  assert.deepEqual(judge(fittingLook(), settingsWith()), []);
  assert.deepEqual(remarksOn(fittingLook(), settingsWith(), TODAY), []);
});

test("a topic goes when its settings allowed it before", () => {
  const look = fittingLook();
  look.topics!.push({ ...look.topics![0]!, name: "former", topic: "login-former", deletable: true });
  assert.deepEqual(judge(look, settingsWith()), []);
});

describe("what a cluster cannot do", () => {
  for (const { what, look: spoil, raw, path, allowed, mended } of rows)
    test(what, () => {
      const look = fittingLook();
      spoil?.(look);
      const problems = judge(look, settingsWith(raw));
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
      assert.match(problems[0]!.allowed, allowed);
      if (mended !== null) assert.deepEqual(judge(look, settingsWith(mended)), []);
    });
});

test("the program declares nothing for a cluster that does not fit, and everything for one that does", async () => {
  const look = fittingLook();
  const declared = await record(() => program(settingsWith(), STACK, { look: async () => look, today: TODAY }));
  assert.ok(declared.resources.length > 0);
  assert.deepEqual(declared.warnings, []);
  look.storageClasses = [];
  const { resources } = await record(() =>
    assert.rejects(
      program(
        settingsWith((raw) => (volume(raw).storageClass = "fast")),
        STACK,
        { look: async () => look },
      ),
      {
        code: "TRB_CLUSTER_UNFIT",
        exitCode: 2,
      },
    ),
  );
  assert.deepEqual(resources, []);
});

test("what may not be read is not judged, and named", () => {
  const { context, server, stack, version, groups } = fittingLook();
  const unread = [{ right: "list nodes", serves: "room and zones for pods" }];
  const blind: Look = { context, server, stack, version, groups, unread };
  assert.deepEqual(judge(blind, settingsWith()), []);
  assert.deepEqual(remarksOn(blind, settingsWith(), TODAY), [
    "Not looked at: room and zones for pods; context test has no right to list nodes.",
  ]);
});

describe("what goes and should be known", () => {
  const told: { what: string; look?: (look: Look) => void; raw?: (raw: any) => void; says: RegExp; today?: string }[] =
    [
      {
        what: "a new Kafka whose metadata goes with it",
        look: (look) => Object.assign(look.kafka!, { version: "4.2.1", format: "4.2-IV1" }),
        says: /no way back; kafka\.metadataVersion: 4\.2-IV1 keeps one/,
      },
      {
        what: "metadata that is held back",
        look: (look) => (look.kafka!.format = "4.2-IV1"),
        raw: (raw) => (raw.kafka.metadataVersion = "4.2"),
        says: /holds the metadata at 4\.2; without it Kafka 4\.3\.1 goes to 4\.3-IV0/,
      },
      {
        what: "an operator that is upgraded",
        look: (look) => (operator(look).version = "1.1.0"),
        says: /from 1\.1\.0 to 1\.2\.0/,
      },
      {
        what: "more brokers without Cruise Control",
        raw: (raw) => Object.assign(raw.kafka, { nodes: 6, cruiseControl: false }),
        says: /from 3 to 6.*only what topics made later/,
      },
      {
        what: "zones that nobody has told",
        raw: (raw) => (raw.kubernetes.zones = []),
        says: /kubernetes\.zones: none are told although nodes are in zone-a, zone-b and zone-c/,
      },
      {
        what: "fewer brokers",
        look: (look) => (pool(look).replicas = 6),
        says: /from 6 to 3; Cruise Control first moves/,
      },
      {
        what: "too few nodes where more come by themselves",
        look: (look) => Object.assign(look, { autoscaled: true }),
        raw: (raw) => (raw.kafka.nodes = 9),
        says: /kafka\.nodes is 9, and before the autoscaler adds nodes there is room for: at most 6/,
      },
      {
        what: "Secrets for a namespace that is still to be made",
        look: (look) => {
          look.namespaces = look.namespaces!.filter(({ name }) => name !== "tributary");
          look.secrets = [];
        },
        raw: (raw) => (raw.kubernetes.clients = [{ cidr: "10.0.0.0/16" }]),
        says: /Secrets registry and events-tls have to be put into namespace tributary/,
      },
      {
        what: "clients' namespaces that are not there yet",
        raw: (raw) => (raw.kubernetes.clients = ["edge"]),
        says: /kubernetes\.clients: there is no namespace edge yet/,
      },
      {
        what: "a Kubernetes that has ended",
        says: /Kubernetes 1\.36\.1: .*no fixes since 2027-06-28/,
        today: "2027-06-29",
      },
      {
        what: "a Kafka that has ended",
        look: (look) => Object.assign(look.kafka!, { version: "3.8.1", format: "3.8-IV0" }),
        says: /Kafka 3\.8\.1: .*no fixes since 2024-11-06/,
      },
      {
        what: "a Kubernetes that nobody has tried",
        look: (look) => (look.version = "1.37.0"),
        says: /newer than 1\.36/,
      },
      {
        what: "an operator of another version that is there",
        look: (look) => (operator(look).version = "1.1.0"),
        raw: present,
        says: /is Strimzi 1\.1\.0; what the stack declares was tested with 1\.2\.0/,
      },
    ];
  for (const { what, look: change, raw, says, today } of told)
    test(what, () => {
      const look = fittingLook();
      change?.(look);
      const settings = settingsWith(raw);
      assert.deepEqual(judge(look, settings), []);
      const found = remarksOn(look, settings, today === undefined ? TODAY : new Date(today));
      assert.ok(
        found.some((sentence) => says.test(sentence)),
        found.join("\n"),
      );
    });
});

test("the way back: Kafka is lowered while its metadata's format was held", () => {
  const look = fittingLook();
  Object.assign(look.kafka!, { version: "4.3.1", format: "4.2-IV1" });
  const back = settingsWith((raw) => (raw.kafka.version = "4.2.1"));
  assert.deepEqual(judge(look, back), []);
});

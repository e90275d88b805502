/** What Kubernetes and Strimzi want of settings is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of stack kubernetes-production with changes. */
function problems(change: (raw: Raw) => void): Record<string, string> {
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}

test("the committed stacks are right, and defaults are filled in", () => {
  const settings = parseSettings(readStackFile("kubernetes-operator-present"));
  assert.ok(settings.cloud === "kubernetes" && settings.kafka.backend === "strimzi");
  assert.deepEqual([settings.kubernetes.spread, settings.kubernetes.monitoring], ["required", ["monitoring"]]);
  assert.deepEqual(
    [settings.kafka.nodes, settings.kafka.cruiseControl, settings.kafka.controllers],
    [3, true, undefined],
  );
  assert.deepEqual(
    problems(() => undefined),
    {},
  );
});

test("names that Kubernetes has no object for", () => {
  const found = problems((raw) => {
    raw["kafka"].access.Reader_2 = { consume: [{ topic: "login-events", group: "r" }] };
    raw["kafka"].topics.dead_letter = { name: "other", partitions: 1 };
    raw["kubernetes"].namespace = "Team A";
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "kafka.access.Reader_2",
    "kafka.topics.dead_letter",
    "kubernetes.namespace",
  ]);
  assert.match(found["kafka.topics.dead_letter"]!, /differs from deadLetter/);
});

test("an image that is not by digest, and none at all", () => {
  const latest = problems((raw) => {
    raw["kubernetes"].image = "registry.example.com/app:latest";
  });
  assert.match(latest["kubernetes.image"]!, /by digest/);
  const none = problems((raw) => {
    delete raw["kubernetes"].image;
  });
  assert.match(none["kubernetes.image"]!, /because there is a workload/);
});

test("a heap that leaves nothing, even controllers, copies beyond the brokers", () => {
  const found = problems((raw) => {
    raw["kafka"].brokers.heapMi = 8000;
    raw["kafka"].controllers.nodes = 2;
    raw["kafka"].nodes = 2;
    raw["kafka"].topics.events.replication = 3;
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "kafka.brokers.heapMi",
    "kafka.controllers.nodes",
    "kafka.topics.events.replication",
  ]);
  assert.match(found["kafka.brokers.heapMi"]!, /at most 6144/);
});

test("a format of metadata that Kafka's version does not know", () => {
  const found = problems((raw) => {
    raw["kafka"].version = "4.2.1";
    raw["kafka"].metadataVersion = "4.3";
  });
  assert.match(found["kafka.metadataVersion"]!, /4\.2-IV1 or older, because kafka\.version is 4\.2\.1/);
  const held = problems((raw) => {
    raw["kafka"].metadataVersion = "4.2";
  });
  assert.deepEqual(held, {});
});

test("what Strimzi cannot do, and clouds and backends that do not go together", () => {
  const found = problems((raw) => {
    raw["kafka"].access.reader.auth = "iam";
  });
  assert.match(found["kafka.access.reader.auth"]!, /scram, mtls: backend strimzi cannot do auth\.iam/);
  const other = problems((raw) => {
    raw["kafka"].backend = "msk";
  });
  assert.ok("kafka.backend" in other);
});

test("the registry's user and topic are its own, unless somebody else runs it", () => {
  const taken = (raw: Raw) => {
    raw["kafka"].access["schema-registry"] = { produce: ["login-events"] };
    raw["kafka"].topics.schemas = { name: "_schemas", partitions: 1 };
    raw["kafka"].topics.registrySchemas = { name: "other", partitions: 1 };
  };
  const found = problems(taken);
  assert.deepEqual(Object.keys(found).sort(), [
    "kafka.access.schema-registry",
    "kafka.topics.registrySchemas",
    "kafka.topics.schemas",
  ]);
  for (const allowed of Object.values(found))
    assert.match(allowed, /another name: the schema registry .* registry\.url/);
  const elsewhere = problems((raw) => {
    taken(raw);
    raw["registry"] = { url: "https://registry.example.com" };
  });
  assert.deepEqual(elsewhere, {});
});

test("schemas need the application's image, also without a workload and with a registry of somebody else's", () => {
  const found = problems((raw) => {
    delete raw["kubernetes"].image;
    delete raw["workload"];
    delete raw["scaling"];
    raw["registry"] = { url: "https://registry.example.com" };
  });
  assert.match(found["kubernetes.image"]!, /because a topic has a schema/);
  const none = problems((raw) => {
    delete raw["kubernetes"].image;
    delete raw["workload"];
    delete raw["scaling"];
    delete raw["logging"];
    for (const topic of Object.values<any>(raw["kafka"].topics)) delete topic.schema;
  });
  assert.deepEqual(none, {});
});

test("what is said of the registry is checked: its image by digest, replicas, a password that is raised", () => {
  const found = problems((raw) => {
    raw["registry"] = { image: "confluentinc/cp-schema-registry:8.3.0", replicas: 0, rotation: 0, url: "registry" };
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "registry.image",
    "registry.replicas",
    "registry.rotation",
    "registry.url",
  ]);
});

test("more schemas than can be registered at once are told before anything is made", () => {
  mkdirSync(join(projectRoot, ".tributary"), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, ".tributary", "test-schemas-"));
  try {
    const file = join(folder, "large.json");
    writeFileSync(file, JSON.stringify({ description: "x".repeat(400_000) }));
    const large = (...keys: string[]) =>
      problems((raw) => {
        for (const key of keys)
          raw["kafka"].topics[key].schema = {
            value: { file: relative(projectRoot, file), type: "JSON" },
            compatibility: "NONE",
          };
      });
    assert.deepEqual(large("processed"), {});
    assert.match(large("processed", "deadLetter")["kafka.topics"]!, /at most 700000/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("events from outside need somebody who is let in: namespaces, or addresses of a load balancer", () => {
  const clients = (value: unknown[]) => problems((raw) => (raw["kubernetes"].clients = value));
  assert.match(clients([])["kubernetes.clients"]!, /the namespace of the ingress controller, or \{ cidr \}/);
  const gateway = { kind: "gateway", host: "e.example.com", gateway: { name: "public", namespace: "gateways" } };
  const route = problems((raw) => Object.assign(raw["kubernetes"], { exposure: gateway, clients: [] }));
  assert.match(route["kubernetes.clients"]!, /the namespace of the Gateway's pods/);
  assert.deepEqual(clients(["edge", { cidr: "10.0.0.0/16" }, { cidr: "2001:db8::/32" }]), {});
  assert.deepEqual(
    problems((raw) => Object.assign(raw["kubernetes"], { exposure: undefined, clients: [] })),
    {},
  );
  for (const wrong of ["Edge", { cidr: "10.0.0.0" }, { cidr: "10.0.0.0/16", namespace: "edge" }])
    assert.equal(Object.keys(clients([wrong])).length, 1, JSON.stringify(wrong));
  assert.match(Object.values(clients([{ cidr: "10.0.0.0" }]))[0]!, /10\.0\.0\.0\/16/);
});

test("name servers and ports of the API server: what is not one is refused, and what is left out has a default", () => {
  const changed = (change: object) => problems((raw) => Object.assign(raw["kubernetes"], change));
  const dns = [{ cidr: "10.96.0.10/32" }, { namespace: "dns", labels: { app: "unbound" }, port: 5353 }];
  assert.deepEqual(changed({ dns, apiPorts: [443, 8443] }), {});
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  raw["kubernetes"].dns = dns;
  const settings = parseSettings(raw);
  assert.ok(settings.cloud === "kubernetes");
  assert.deepEqual(settings.kubernetes.dns[0], { cidr: "10.96.0.10/32", port: 53 });
  assert.deepEqual(settings.kubernetes.apiPorts, [443, 6443]);
  assert.deepEqual(Object.keys(changed({ apiPorts: [] })), ["kubernetes.apiPorts"]);
  assert.deepEqual(Object.keys(changed({ dns: [{ cidr: "names.example.com" }] })), ["kubernetes.dns[0].cidr"]);
});

test("the port of a registry's pods is said of one that somebody else runs", () => {
  const registry = (value: object) => problems((raw) => (raw["registry"] = value));
  assert.deepEqual(registry({ url: "http://registry.shared.svc", port: 8081 }), {});
  assert.match(registry({ port: 8081 })["registry.port"]!, /nothing without registry\.url/);
});

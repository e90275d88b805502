/** Who is told of alerts by whom, told before anything changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of the production stack with changes. */
function problems(change: (raw: Raw) => void): Record<string, string> {
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}

test("a receiver that is not there", () => {
  const found = problems(({ monitoring }) => {
    monitoring.operator.routes.warning = ["nobody-knows"];
    monitoring.operator.routes.application = { critical: ["on-call", "elsewhere"] };
  });
  assert.deepEqual(found, {
    "monitoring.operator.routes.warning[0]": "a key of monitoring.operator.routes.receivers: on-call, channel",
    "monitoring.operator.routes.application.critical[1]":
      "a key of monitoring.operator.routes.receivers: on-call, channel",
  });
});

test("a Prometheus that no policy lets in to the pages that it reads", () => {
  const found = problems(({ kubernetes }) => {
    kubernetes.monitoring = ["observability"];
  });
  assert.match(found["kubernetes.monitoring"]!, /^"monitoring" among them/);
});

test("a namespace that something else makes", () => {
  const found = problems(({ monitoring, kubernetes }) => {
    monitoring.operator.namespace = "keda";
    kubernetes.monitoring = ["keda"];
  });
  assert.match(
    found["monitoring.operator.namespace"]!,
    /^another name, because scaling.operator.namespace is the same/,
  );
});

test("a time that nobody can keep", () => {
  const found = problems(({ monitoring }) => {
    monitoring.retention = "forever";
  });
  assert.match(found["monitoring.retention"]!, /a whole number with h, d or w/);
});

test("an exporter whose image is in the internet, in a network that is shut off from it", () => {
  const found = (monitoring: object) => {
    const raw = structuredClone(readStackFile("aws-msk-serverless-production")) as Raw;
    raw["aws"].network = { mode: "create", nat: "none" };
    raw["aws"].eks.loadBalancers = false;
    raw["aws"].eks.autoscaling = { enabled: false };
    raw["monitoring"] = monitoring;
    return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
  };
  const path = "monitoring.exporter.image";
  assert.match(found({ operator: { mode: "present" } })[path]!, /^an image in a registry that the network reaches/);
  const image = "registry.example.com/exporter:v1";
  assert.deepEqual(found({ operator: { mode: "present" }, exporter: { image } }), {});
  assert.deepEqual(found({ operator: { mode: "install", imageRegistry: "registry.example.com" } }), {});
  assert.deepEqual(found({}), {});
});

test("an interval of no whole minutes", () => {
  const found = problems(({ monitoring }) => {
    monitoring.exporter = { intervalSeconds: 90 };
  });
  assert.deepEqual(Object.keys(found), ["monitoring.exporter.intervalSeconds"]);
});

test("more copies of Prometheus than Confluent Cloud answers", () => {
  const found = (replicas: number) => {
    const raw = structuredClone(readStackFile("confluent-gcp-production")) as Raw;
    raw["monitoring"] = { operator: { mode: "install", replicas } };
    return settingsProblems(raw).map(({ path }) => path);
  };
  assert.deepEqual(found(3), ["monitoring.operator.replicas"]);
  assert.deepEqual(found(2), []);
});

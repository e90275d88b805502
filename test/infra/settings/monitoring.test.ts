/** Who is told of alerts by whom, told before anything changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sourcesByBackend } from "../../../components/monitoring/backends.ts";
import { ruleGroups } from "../../../components/monitoring/rules.ts";
import { LOOK_BACK_DAYS } from "../../../components/monitoring/slo.ts";
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

test("a retention that does not fit the disk that is asked for", () => {
  const found = (retention: string, storage: object) =>
    problems(({ monitoring }) => {
      monitoring.retention = retention;
      Object.assign(monitoring.operator, storage);
    })["monitoring.retention"];
  assert.equal(
    found("52w", { storageGi: 20 }),
    "at most 61d, or a monitoring.operator.storageGi of at least 118: 0.25 GiB a day (monitoring.operator.perDayGi) for so long are 101 GiB, and 17 are filled of 20",
  );
  assert.equal(found("61d", { storageGi: 20 }), undefined);
  assert.match(found("62d", { storageGi: 20 })!, /^at most 61d,/);
  assert.equal(found("52w", { storageGi: 118 }), undefined);
  assert.match(found("14d", { storageGi: 100, perDayGi: 10 })!, /^at most 7d,/);
  assert.match(found("14d", { storageGi: 1, perDayGi: 1 })!, /^nothing that fits, or a/);
});

test("a retention that is shorter than what alerts look back to", () => {
  const found = (retention: string) =>
    problems(({ monitoring }) => {
      monitoring.retention = retention;
    })["monitoring.retention"];
  for (const short of ["2d", "71h"]) assert.equal(found(short), "at least 3d, because alerts look back so far");
  for (const enough of ["3d", "72h", "1w"]) assert.equal(found(enough), undefined);
});

test("nothing that rules ask is older than what the check of the retention knows", () => {
  const sources = [...new Set(Object.values(sourcesByBackend).flat())];
  const rules = ruleGroups({ stack: "s", namespace: "n", sources }).flatMap((group) => group.rules);
  const unit = { m: 1 / 1440, h: 1 / 24, d: 1, w: 7 } as Record<string, number>;
  const days = rules.flatMap(({ expr }) =>
    [...expr.matchAll(/(?:\[|offset )(\d+)([a-z])/g)].map(([, count, of]) => Number(count) * unit[of!]!),
  );
  assert.equal(Math.max(...days), LOOK_BACK_DAYS);
});

test("a receiver that is told nothing, and half a login", () => {
  const mail = { kind: "email", to: "a@example.com", from: "b@example.com", server: "mail.example.com:587" };
  const found = problems(({ monitoring }) => {
    const { receivers } = monitoring.operator.routes;
    Object.assign(receivers, { forgotten: mail, half: { ...mail, username: "alerts" } });
    monitoring.operator.routes.warning.push("half");
  });
  assert.deepEqual(found, {
    "monitoring.operator.routes.receivers.forgotten":
      "a name in critical or warning of monitoring.operator.routes, because nobody else tells it anything",
    "monitoring.operator.routes.receivers.half.password": "a value, because username has one: a login is both",
  });
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

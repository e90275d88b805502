/** Traces that would not arrive, or whose login would be seen, told before anything changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of a stack with these traces and changes. */
function problems(traces: object, change: (raw: Raw) => void = () => undefined, stack = "kubernetes-production") {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  raw["monitoring"] = { ...raw["monitoring"], traces };
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, given, allowed }) => [path, `${given}: ${allowed}`]));
}
const https = "https://tempo.example.com";
const http = "http://tempo.observability.svc:4318";
const login = { secretName: "tempo", key: "authorization" };

test("what fits is taken", () => {
  for (const [endpoint, collector] of [
    [http, undefined],
    [http, { target: "otlp" }],
    [`${https}/otlp`, { target: "otlp", authorization: login, authority: login, certificate: "client" }],
    [http, { target: "tempo", tenant: "logins", query: "http://tempo.observability.svc:3200" }],
    [
      `${https}:4317`,
      { target: "jaeger", protocol: "grpc", query: "http://jaeger.observability.svc", queryPort: 16686 },
    ],
  ] as const)
    assert.deepEqual(problems({ endpoint, ...(collector ? { collector } : {}) }), {}, endpoint);
  assert.deepEqual(problems({ endpoint: "http://127.0.0.1:4318" }, undefined, "local"), {});
});

test("a login in an address is not taken, and not shown", () => {
  for (const stack of ["local", "kubernetes-production"]) {
    const found = problems({ endpoint: "https://me:sesame@tempo.example.com" }, undefined, stack);
    assert.match(found["monitoring.traces.endpoint"]!, /an address without a login/);
    assert.doesNotMatch(JSON.stringify(found), /sesame/);
  }
  const found = problems({ endpoint: `${https}?token=1` });
  assert.match(found["monitoring.traces.endpoint"]!, /without \? and #/);
});

test("secrets that anybody could read on the way, or that nothing asks for", () => {
  const secrets = { authority: login, certificate: "client", authorization: login };
  const found = problems({ endpoint: http, collector: { target: "otlp", ...secrets } });
  assert.deepEqual(Object.keys(found).sort(), [
    "monitoring.traces.collector.authority",
    "monitoring.traces.collector.authorization",
    "monitoring.traces.collector.certificate",
  ]);
});

test("a path where none can be said", () => {
  const found = problems({ endpoint: `${https}/otlp`, collector: { target: "otlp", protocol: "grpc" } });
  assert.match(found["monitoring.traces.endpoint"]!, /without a path, because collector.protocol is grpc/);
});

test("a data source without a Grafana that is ours, and a collector to which nobody sends", () => {
  const collector = { target: "tempo", query: "http://tempo.observability.svc:3200" };
  const withoutGrafana = problems({ endpoint: http, collector }, ({ monitoring }) => {
    monitoring.operator.grafana = false;
  });
  assert.match(withoutGrafana["monitoring.traces.collector.query"]!, /mode install and its grafana/);
  const alone = problems({ endpoint: http, collector: { target: "otlp" } }, (raw) => {
    delete raw["workload"];
    delete raw["scaling"];
  });
  assert.match(alone["monitoring.traces.collector"]!, /with a workload only/);
});

test("what no target has", () => {
  const paths = (collector: object) => Object.keys(problems({ endpoint: http, collector }));
  assert.deepEqual(paths({ target: "zipkin" }), ["monitoring.traces.collector.target"]);
  assert.deepEqual(paths({ target: "jaeger", tenant: "logins" }), ["monitoring.traces.collector.tenant"]);
  assert.deepEqual(paths({ target: "tempo", tenant: "a b" }), ["monitoring.traces.collector.tenant"]);
  assert.deepEqual(paths({ target: "otlp", memoryMi: 64 }), ["monitoring.traces.collector.memoryMi"]);
});

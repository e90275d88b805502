/** What can be scaled by what, told before anything changes; and what the program makes of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of a stack with changes. */
function problems(change: (raw: Raw) => void, stack = "kubernetes-production"): Record<string, string> {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}

test("defaults: nobody is scaled; who is, has bounds and calm", () => {
  const bare = parseSettings(readStackFile("kubernetes-small"));
  assert.ok(bare.cloud === "kubernetes");
  assert.deepEqual(bare.scaling, { operator: { mode: "install", namespace: "keda", replicas: 2 }, rotation: 1 });
  const { scaling } = parseSettings(readStackFile("kubernetes-production")) as typeof bare;
  assert.deepEqual(scaling.ingest, {
    minInstances: 3,
    maxInstances: 12,
    cpuPercent: 70,
    memoryPercent: 90,
    stabilisationSeconds: 300,
  });
  assert.deepEqual(scaling.processor, {
    minInstances: 3,
    lagPerInstance: 50_000,
    pollingSeconds: 15,
    stabilisationSeconds: 300,
  });
});

test("more processors than partitions have members for", () => {
  const found = problems((raw) => {
    raw["scaling"].processor = { minInstances: 1, maxInstances: 7 };
  });
  assert.deepEqual(Object.keys(found), ["scaling.processor.maxInstances"]);
  assert.match(found["scaling.processor.maxInstances"]!, /at most 6: kafka.topics.events has 12 partitions/);
  const least = problems((raw) => {
    raw["scaling"].processor.minInstances = 7;
  });
  assert.match(least["scaling.processor.minInstances"]!, /at most 6/);
  assert.deepEqual(
    problems((raw) => {
      raw["scaling"].processor = { maxInstances: 7 };
      for (const topic of ["events", "aggregates"]) raw["kafka"].topics[topic].partitions = 14;
    }),
    {},
    "raised partitions take more of them",
  );
});

test("fewer at most than at least", () => {
  const found = problems((raw) => {
    raw["scaling"].ingest = { minInstances: 5, maxInstances: 4 };
    raw["scaling"].processor = { minInstances: 4, maxInstances: 3 };
  });
  assert.match(found["scaling.ingest.minInstances"]!, /at most scaling.ingest.maxInstances, which is 4/);
  assert.match(found["scaling.processor.minInstances"]!, /which is 3/);
});

test("a number that two decide", () => {
  const found = problems((raw) => {
    raw["workload"].processor.instances = 3;
    raw["workload"].ingest.instances = 0;
  });
  assert.match(found["workload.processor.instances"]!, /nothing, because scaling.processor decides/);
  assert.match(found["workload.ingest.instances"]!, /nothing, because scaling.ingest decides/);
  assert.deepEqual(
    problems((raw) => {
      raw["workload"].ingest.instances = 3;
      delete raw["scaling"].ingest;
    }),
    {},
  );
});

test("nothing to scale, a principal of the scaler's name, a namespace that is somebody else's", () => {
  const none = problems((raw) => {
    delete raw["workload"];
  });
  assert.match(none["scaling.processor"]!, /no workload/);
  assert.match(none["scaling.ingest"]!, /no workload/);
  const found = problems((raw) => {
    raw["kafka"].access.scaler = { consume: [{ topic: "login-events", group: "s" }] };
    raw["scaling"].operator = { mode: "install", namespace: "strimzi" };
  });
  assert.match(found["kafka.access.scaler"]!, /another name/);
  assert.match(found["scaling.operator.namespace"]!, /another one than kubernetes.operator.namespace/);
});

test("wrong values, and a Prometheus without a query", () => {
  const found = problems((raw) => {
    raw["scaling"].processor = {
      lagPerInstance: 0,
      pollingSeconds: 1,
      stabilisationSeconds: 7_200,
      prometheus: { address: "prometheus:9090", threshold: 1 },
    };
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "scaling.processor.lagPerInstance",
    "scaling.processor.pollingSeconds",
    "scaling.processor.prometheus.address",
    "scaling.processor.prometheus.query",
    "scaling.processor.stabilisationSeconds",
  ]);
  assert.match(found["scaling.processor.stabilisationSeconds"]!, /30 to 3600/);
});

test("elsewhere nobody can scale, and the reason is said", () => {
  const found = problems((raw) => {
    raw["scaling"] = { processor: { minInstances: 1 } };
  }, "local");
  assert.deepEqual(found, {
    "scaling.processor": "nothing: Processes of one machine are as many as workload says.",
  });
});

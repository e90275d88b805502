/** Secrets from a store: taken by a real API server with the operator's own definitions, and kept equal to the store by the operator itself. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Ajv } from "ajv";
import { until } from "../../app/test/integration/processes.ts";
import { operatorValues } from "../../components/secrets/kubernetes/operator.ts";
import type { StoreSpec } from "../../components/secrets/kubernetes/stores.ts";
import type { KubeObject } from "../kubernetes/control-plane/api.ts";
import { missingTools } from "../kubernetes/control-plane/binaries.ts";
import { ControlPlane } from "../kubernetes/control-plane/control-plane.ts";
import { establishExternalSecrets, establishStrimzi } from "../kubernetes/support/definitions.ts";
import { manifestsOf } from "../kubernetes/support/manifests.ts";
import { PREFIX, type SecretStackArgs, secretStack, stores } from "../kubernetes/support/secret-stack.ts";
import { NAMESPACE } from "../kubernetes/support/stack.ts";
import { unknownValues } from "../support/chart-values.ts";
import { record } from "../support/recording.ts";
import { chartSchema, shapeOf } from "./external-secrets/chart.ts";
import { RunningOperator } from "./external-secrets/operator.ts";

const PORT = 26500;
const OTHER = (stores.kubernetes as Extract<StoreSpec, { type: "kubernetes" }>).namespace;
const PASSWORD = /^[A-Za-z0-9]{32}$/;
const operatorArgs = {
  version: "2.9.0",
  namespace: "external-secrets",
  watched: NAMESPACE,
  replicas: 2,
  spread: "required" as const,
  storePorts: [443],
  monitoring: [],
  tags: {},
};
/** What only the operator looks after; the rest is tested elsewhere. */
const KINDS = [
  "Namespace",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "SecretStore",
  "Password",
  "PushSecret",
  "ExternalSecret",
];

const objects = async (args: SecretStackArgs): Promise<KubeObject[]> =>
  manifestsOf(await record(() => secretStack(args)));
const object = (apiVersion: string, kind: string, name: string, namespace = NAMESPACE): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});
const secret = (name: string, namespace?: string) => object("v1", "Secret", name, namespace);
const external = (name: string) => object("external-secrets.io/v1", "ExternalSecret", name);

describe("secrets from a store on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let operator: RunningOperator | undefined;
  before(
    async () => {
      plane = await ControlPlane.start({ port: PORT });
      await establishStrimzi(plane.api);
      await establishExternalSecrets(plane.api);
      await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: OTHER } });
      operator = await RunningOperator.start(plane.kubeconfig, NAMESPACE, PORT + 10, plane.folder);
    },
    { timeout: 1_200_000 },
  );
  after(async () => {
    await operator?.stop();
    await plane?.dispose();
  });

  /** The operator's own store in memory: in 0.16 that of Kubernetes cannot tell whether a value is there, and so writes none. */
  const generated: SecretStackArgs = {
    store: stores.aws,
    values: "generated",
    transform: { store: (args: any) => (args.spec.provider = { fake: { data: [] } }) },
  };
  const given: SecretStackArgs = {
    store: stores.kubernetes,
    values: "given",
    // There is no name service here.
    transform: { store: (args: any) => (args.spec.provider.kubernetes.server.url = plane.api.url) },
  };
  const pushed = (): Promise<KubeObject[]> => plane.api.list("external-secrets.io/v1alpha1", "PushSecret", NAMESPACE);
  /** As an `up` does, with what is wanted no more taken away at its end. */
  const apply = async (args: SecretStackArgs): Promise<void> => {
    const wanted = (await objects(args)).filter(({ kind }) => KINDS.includes(kind));
    for (const one of wanted) await plane.api.apply(one);
    const names = wanted.filter(({ kind }) => kind === "PushSecret").map(({ metadata }) => metadata.name);
    for (const one of await pushed()) if (!names.includes(one.metadata.name)) await plane.api.delete(one);
  };
  const values = async (name: string, namespace?: string): Promise<Record<string, string>> => {
    const { data = {} } = await plane.api.get(secret(name, namespace));
    const text = (value: unknown) => Buffer.from(String(value), "base64").toString();
    return Object.fromEntries(Object.entries(data as object).map(([key, value]) => [key, text(value)]));
  };
  const has = (name: string, keys: string[]): Promise<Record<string, string>> =>
    until(`${name} has ${keys.join(" and ")}`, 30, async () => {
      const found = await values(name);
      return Object.keys(found).sort().join() === keys.join() && found;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${operator?.said().split("\n").slice(-15).join("\n")}`);
    });
  const put = (name: string, value: string) =>
    plane.api.apply({ ...secret(`${PREFIX}${name}`, OTHER), stringData: { value } });
  const ready = async (name: string): Promise<any> =>
    (await plane.api.get(external(name)))["status"]?.conditions?.find(({ type }: any) => type === "Ready");

  test("the chart's values are of its schema: that of 1.3, the newest that can be had, and what is newer by name", async () => {
    const schema = await chartSchema();
    const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const values = operatorValues({ ...operatorArgs, image: "example.com/external-secrets" }) as Record<
      string,
      unknown
    >;
    assert.ok(valid(values), JSON.stringify(valid.errors));
    assert.deepEqual(unknownValues(values, shapeOf(schema)), ["readinessProbe"]);
    // The check itself can fail.
    assert.ok(!valid({ ...values, replicaCount: "two" }));
    assert.deepEqual(unknownValues({ rbac: { scoped: true } }, shapeOf(schema)), ["rbac.scoped"]);
  });

  for (const [name, store] of Object.entries(stores))
    test(`a store of ${name}: every object is taken, and a second time nothing changes`, async () => {
      // In a namespace that the operator does not look after, so that only the API server speaks.
      const elsewhere = `only-taken-${name}`;
      await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: elsewhere } });
      const made = (await objects({ store, values: "generated" })).filter(({ kind }) => kind !== "Namespace");
      for (const one of made) {
        if (one.metadata.namespace === NAMESPACE) one.metadata.namespace = elsewhere;
        await plane.api.apply(one);
        const { metadata } = await plane.api.get(one);
        const again = await plane.api.apply(one);
        assert.equal(again.metadata["generation"], metadata["generation"], `${one.kind} ${metadata.name}`);
      }
      assert.ok(made.some(({ kind }) => kind === "SecretStore"));
    });

  test("a field that the operator does not have is refused, so that the tests above can fail", async () => {
    const made = await objects({ store: stores.aws, values: "generated" });
    const of = (kind: string) => structuredClone(made.find((one) => one.kind === kind)!);
    for (const [kind, change, expected] of [
      ["SecretStore", (spec: any) => (spec.provider.aws.regoin = "x"), /regoin: field not declared/],
      ["SecretStore", (spec: any) => (spec.provider.aws.service = "Secrets"), /Unsupported value: "Secrets"/],
      ["ExternalSecret", (spec: any) => (spec.target.creationPolicy = "Owned"), /Unsupported value: "Owned"/],
      ["PushSecret", (spec: any) => (spec.updatePolicy = "Never"), /Unsupported value: "Never"/],
      ["Password", (spec: any) => (spec.length = "long"), /length/],
    ] as const) {
      const wrong = of(kind);
      change(wrong["spec"]);
      wrong.metadata.namespace = "default";
      await assert.rejects(plane.api.apply(wrong, { dryRun: true }), expected, kind);
    }
  });

  test("generated: the operator makes values, and the Secret has both generations of them", async () => {
    await apply(generated);
    const passwords = await has("kafka-password-ingest", ["password-1", "password-2"]);
    for (const value of Object.values(passwords)) assert.match(value, PASSWORD);
    assert.notEqual(passwords["password-1"], passwords["password-2"]);
    const tokens = await has("app-ingest-tokens", ["token-1", "token-2"]);
    assert.match(tokens["token-1"]!, /^[A-Za-z0-9]{43}$/);
    const { metadata } = await plane.api.get(secret("kafka-password-ingest"));
    assert.equal(metadata["labels"]["tributary.dev/stack"], "test");
    assert.equal((await ready("kafka-password-ingest")).status, "True");
  });

  test("a rotation: what was next keeps its value and is in use, another is made; a retired one is still in the store", async () => {
    const before = await has("kafka-password-ingest", ["password-1", "password-2"]);
    await apply({ ...generated, rotation: 2 });
    const now = await has("kafka-password-ingest", ["password-2", "password-3"]);
    assert.equal(now["password-2"], before["password-2"]);
    assert.match(now["password-3"]!, PASSWORD);
    await has("app-ingest-tokens", ["token-2", "token-3"]);
    // Others are as they were.
    assert.deepEqual(Object.keys(await values("kafka-password-generator")).sort(), ["password-3", "password-4"]);
    await apply(generated);
    assert.deepEqual(await has("kafka-password-ingest", ["password-1", "password-2"]), before);
  });

  test("a value that is there is not made anew, whatever is made anew around it", async () => {
    const before = await has("kafka-password-ingest", ["password-1", "password-2"]);
    for (const one of await pushed()) await plane.api.delete(one);
    await apply(generated);
    await until("all are written", 30, async () => {
      const states = (await pushed()).map(({ status }) => status?.conditions?.[0]?.status);
      return states.length > 0 && states.every((state) => state === "True");
    });
    await plane.api.delete(secret("kafka-password-ingest"));
    assert.deepEqual(await has("kafka-password-ingest", ["password-1", "password-2"]), before);
  });

  test("given: a generation that is not there leaves the Secret as it is, is told, and comes in when it is there", async () => {
    for (const generation of [2, 3]) {
      await put(`kafka-password-ingest-${generation}`, `by-hand-${generation}`);
      await put(`app-ingest-tokens-${generation}`, `token-by-hand-${generation}`);
    }
    await apply({ ...given, rotation: 2 });
    const before = await has("kafka-password-ingest", ["password-2", "password-3"]);
    assert.deepEqual(before, { "password-2": "by-hand-2", "password-3": "by-hand-3" });
    const { metadata } = await plane.api.get(secret("kafka-password-ingest"));

    await apply({ ...given, rotation: 3 });
    const condition = await until("that it is missing is told", 30, async () => {
      const now = await ready("kafka-password-ingest");
      return now.status === "False" && now;
    });
    assert.equal(condition.reason, "SecretSyncedError");
    const events = (await plane.api.list("v1", "Event", NAMESPACE))
      .filter(({ involvedObject }) => involvedObject.name === "kafka-password-ingest")
      .map(({ message }) => String(message));
    assert.ok(
      events.some((message) => message.includes("kafka-password-ingest-4")),
      events.join("\n"),
    );
    const kept = await plane.api.get(secret("kafka-password-ingest"));
    assert.equal(kept.metadata["resourceVersion"], metadata["resourceVersion"]);

    await put("kafka-password-ingest-4", "by-hand-4");
    const now = await has("kafka-password-ingest", ["password-3", "password-4"]);
    assert.deepEqual(now, { "password-3": "by-hand-3", "password-4": "by-hand-4" });
  });

  test("no value stands in what the operator says", async () => {
    const known = Object.values(await values("kafka-password-generator"));
    assert.ok(known.every((value) => PASSWORD.test(value)));
    const said = operator!.said();
    for (const value of known) assert.ok(!said.includes(value));
  });
});

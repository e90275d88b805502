/** External Secrets Operator as the program puts it: rights, copies, and who may reach whom in its namespace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { externalSecretsDefinitions } from "../../../components/secrets/kubernetes/definitions.ts";
import { manifestsOf } from "../../kubernetes/support/manifests.ts";
import { type Pod, reaches } from "../../kubernetes/support/reach.ts";
import { recordStack } from "../../support/recording.ts";

const STACK = "kubernetes-external-secrets";

test("the stack's store and operator: in this order, for the stack's namespace only", async () => {
  const recording = await recordStack(STACK);
  const { inputs, dependencies } = recording.named("external-secrets-operator");
  assert.equal(inputs["chart"], "external-secrets");
  const { values } = inputs;
  assert.deepEqual([values.scopedNamespace, values.scopedRBAC], ["logins", true]);
  assert.deepEqual([values.replicaCount, values.leaderElect, values.installCRDs], [2, true, false]);
  for (const kind of Object.keys(externalSecretsDefinitions())) {
    const definition = recording.named(`external-secrets-definition-${kind}`);
    assert.ok(definition.retainOnDelete);
    assert.ok(
      dependencies.some((urn) => urn.endsWith(`::external-secrets-definition-${kind}`)),
      kind,
    );
  }
  const store = recording.named("secret-store-store");
  assert.equal(store.inputs["spec"].provider.vault.server, "https://vault.example.com:8200");
  const reader = recording.named("kafka-passwords-ingest");
  assert.ok(reader.dependencies.some((urn) => urn.endsWith("::secret-store-store")));
  const keys = reader.inputs["spec"].data.map(({ secretKey, remoteRef }: any) => [secretKey, remoteRef.key]);
  assert.deepEqual(keys, [
    ["password-2", "tributary/logins/kafka-password-ingest-2"],
    ["password-3", "tributary/logins/kafka-password-ingest-3"],
  ]);
});

test("with an operator that is there, and a store that is there, the stack brings neither", async () => {
  const { resources } = await recordStack(STACK, {
    change: (raw) => {
      raw.secrets.external = {
        operator: { mode: "present" },
        store: { type: "existing", kind: "ClusterSecretStore", name: "team" },
        values: "given",
      };
    },
  });
  const kinds = new Set(resources.map(({ type }) => type.split(":").at(-1)));
  for (const kind of ["Chart", "CustomResourceDefinition", "SecretStore", "PushSecret", "Password"])
    assert.ok(!kinds.has(kind), kind);
  const [reader] = resources.filter(({ inputs }) => inputs["kind"] === "ExternalSecret");
  assert.deepEqual(reader!.inputs["spec"].secretStoreRef, { kind: "ClusterSecretStore", name: "team" });
  assert.match(reader!.inputs["spec"].data[0].remoteRef.key, /^tributary-kubernetes-external-secrets-/);
});

test("the operator reaches names, the API server and the store; its metrics are read, and nothing else reaches it", async () => {
  const policies = manifestsOf(await recordStack(STACK)).filter(({ kind }) => kind === "NetworkPolicy");
  const operator: Pod = { namespace: "external-secrets", labels: { "app.kubernetes.io/name": "external-secrets" } };
  const pods: Record<string, Pod> = {
    vault: { namespace: "vault", labels: {} },
    names: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
    prometheus: { namespace: "monitoring", labels: {} },
    ingest: { namespace: "logins", labels: { "app.kubernetes.io/name": "app-ingest" } },
  };
  const ports = [53, 80, 443, 6443, 8080, 8082, 8200, 9093];
  const found = Object.entries(pods).flatMap(([name, pod]) =>
    ports.flatMap((port) => [
      ...(reaches(policies, operator, pod, port) ? [`operator ${name} ${port}`] : []),
      ...(reaches(policies, pod, operator, port) ? [`${name} operator ${port}`] : []),
    ]),
  );
  // A store's name may stand for any address, so that its ports are open to all; the platform's pods let nobody in.
  const open = ["vault", "names", "prometheus"].flatMap((name) =>
    [443, 6443, 8200].map((port) => `operator ${name} ${port}`),
  );
  assert.deepEqual(found.sort(), [...open, "operator names 53", "prometheus operator 8080"].sort());
});

/** Stores of secrets: what does not fit is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { stores as known } from "../../kubernetes/support/secret-stack.ts";

type Raw = Record<string, any>;
const STACK = "kubernetes-external-secrets";

/** path -> what is allowed, of the stack with changes. */
function problems(change: (raw: Raw) => void, stack = STACK): Record<string, string> {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}
const store = (value: object) => (raw: Raw) => {
  raw["secrets"].external = { ...raw["secrets"].external, store: value, prefix: "logins-" };
};

/** What each kind of store is told; Vault's other keys have defaults. */
const stores = {
  ...known,
  vault: { type: "vault", server: "https://vault.example.com", role: "logins" },
  existing: { type: "existing", kind: "SecretStore", name: "team" },
} as const;

for (const [name, value] of Object.entries(stores))
  test(`a store of ${name} is taken, and a key that it does not have is refused`, () => {
    assert.deepEqual(problems(store(value)), {});
    assert.deepEqual(Object.keys(problems(store({ ...value, regoin: "x" }))), ["secrets.external.store.regoin"]);
  });

test("defaults: the operator is installed, and makes the values itself", () => {
  const raw = structuredClone(readStackFile(STACK)) as Raw;
  raw["secrets"].external = { store: stores.vault };
  const settings = parseSettings(raw);
  assert.ok(settings.cloud === "kubernetes");
  const { external } = settings.secrets;
  assert.deepEqual(external?.operator, { mode: "install", namespace: "external-secrets", replicas: 2 });
  assert.deepEqual([external.values, external.refreshInterval, external.prefix], ["generated", "1h", undefined]);
  assert.deepEqual(external.store, { ...stores.vault, path: "secret", mountPath: "kubernetes" });
});

test("a store that is missing, unencrypted, unknown, or not of this cloud", () => {
  assert.ok("secrets.external.store" in problems((raw) => delete raw["secrets"].external.store));
  const plain = problems(store({ ...stores.vault, server: "http://vault.example.com" }));
  assert.match(plain["secrets.external.store.server"]!, /https:\/\//);
  assert.match(problems(store({ type: "paper" }))["secrets.external.store.type"]!, /aws.*vault.*existing/);
  const local = problems((raw) => (raw["secrets"] = { external: { store: stores.vault } }), "local");
  assert.deepEqual(Object.keys(local), ["secrets.external"]);
});

test("a prefix that names in the store cannot begin with", () => {
  const prefixes = { aws: "logins#", gcp: "logins/", azure: "logins_", vault: "/logins/", kubernetes: "Logins-" };
  for (const [name, prefix] of Object.entries(prefixes)) {
    const found = problems((raw) => {
      store(stores[name as keyof typeof prefixes])(raw);
      raw["secrets"].external.prefix = prefix;
    });
    assert.deepEqual(Object.keys(found), ["secrets.external.prefix"], name);
  }
});

test("namespaces that would be two things at once, and a store that the stack's own operator does not see", () => {
  assert.deepEqual(Object.keys(problems(store({ type: "kubernetes", namespace: "logins" }))), [
    "secrets.external.store.namespace",
  ]);
  const wide = store({ type: "existing", kind: "ClusterSecretStore", name: "team" });
  assert.match(problems(wide)["secrets.external.store.kind"]!, /operator\.mode: present/);
  const present = problems((raw) => {
    wide(raw);
    raw["secrets"].external.operator = { mode: "present" };
  });
  assert.deepEqual(present, {});
  const same = problems((raw) => (raw["secrets"].external.operator = { mode: "install", namespace: "logins" }));
  assert.deepEqual(Object.keys(same), ["secrets.external.operator.namespace"]);
});

test("a rotation of the authority is not promised where Strimzi does it by itself", () => {
  const found = problems((raw) => (raw["secrets"].authority = { rotation: 2 }));
  assert.match(found["secrets.authority.rotation"]!, /strimzi\.io\/force-replace=true/);
});

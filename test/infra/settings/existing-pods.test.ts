/** Brokers of somebody else and of another stack, for pods: what does not fit together is told with its path and the choices. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;
function problems(stack: string, change: (raw: Raw) => void): Record<string, string> {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}
const existing = (change: (raw: Raw) => void) => problems("kubernetes-existing", change);
const ref = (store: string) => ({ active: { store, name: "X", key: "k" } });

test("the committed stacks are right; by default nobody administers", () => {
  for (const stack of ["kubernetes-existing", "kubernetes-platform", "kubernetes-application"])
    assert.deepEqual(
      problems(stack, () => undefined),
      {},
      stack,
    );
  const raw = readStackFile("kubernetes-existing") as Raw;
  delete raw["kafka"].administration;
  delete raw["kafka"].admin;
  delete raw["kafka"].access.ingest.quota;
  const { kafka } = parseSettings(raw);
  assert.deepEqual("administration" in kafka && kafka.administration, { mode: "none" });
});

test("who administers needs an identity, and an identity somebody who uses it", () => {
  const none = existing(({ kafka }) => delete kafka.admin);
  assert.match(none["kafka.admin"]!, /because kafka\.administration\.mode is job/);
  const unused = existing(({ kafka }) => delete kafka.administration);
  assert.match(unused["kafka.admin"]!, /mode is job or provider: nobody would use it/);
  assert.match(unused["kafka.access.ingest.quota"]!, /nothing, unless kafka\.admin/);
});

test("the provider has fewer logins than the application, and a Job needs the application's image", () => {
  const gcp = existing(({ kafka }) => {
    kafka.administration = { mode: "provider" };
    kafka.admin = { mechanism: "gcp-iam" };
  });
  assert.match(gcp["kafka.admin.mechanism"]!, /which the provider kafka knows, or kafka\.administration\.mode job/);
  const image = existing((raw) => {
    delete raw["kubernetes"].image;
    delete raw["workload"];
    delete raw["scaling"];
    raw["registry"] = { enabled: false };
    delete raw["kafka"].topics.events.schema;
  });
  assert.match(image["kubernetes.image"]!, /because kafka\.administration\.mode is job, which it runs/);
});

test("pods read Secrets of their namespace, and nothing else", () => {
  const found = existing(({ kafka }) => {
    kafka.principals.ingest.password = ref("file");
    kafka.tls.ca = [{ store: "aws", name: "ca" }];
    kafka.admin.password = ref("env");
  });
  for (const path of ["kafka.principals.ingest", "kafka.tls.ca", "kafka.admin"])
    assert.match(found[path]!, /^store: kubernetes/, path);
  const byProvider = existing(({ kafka }) => {
    kafka.administration = { mode: "provider" };
    kafka.admin.password = ref("env");
  });
  assert.deepEqual(byProvider, {}, "which Pulumi reads");
});

test("a registry that is started and KEDA have identities of their own", () => {
  const started = existing((raw) => {
    raw["registry"] = {};
  });
  assert.match(
    started["kafka.principals.schema-registry"]!,
    /by SCRAM, because a registry is started; or registry\.url/,
  );
  const plain = existing((raw) => {
    raw["registry"] = {};
    raw["kafka"].principals["schema-registry"] = { mechanism: "plain", username: "r", password: ref("kubernetes") };
  });
  assert.match(plain["kafka.principals.schema-registry.mechanism"]!, /^scram-sha-512 or scram-sha-256/);
  const nobody = existing(({ kafka }) => delete kafka.principals.scaler);
  assert.match(nobody["kafka.principals.scaler"]!, /an identity for KEDA, because scaling\.processor is set/);
  const oauth = existing(({ kafka }) => {
    const [tokenUrl, clientId] = ["https://t.example.com", "c"];
    kafka.principals.scaler = { mechanism: "oauthbearer", tokenUrl, clientId, clientSecret: ref("kubernetes") };
  });
  assert.match(oauth["kafka.principals.scaler.mechanism"]!, /aws-iam, which KEDA knows$/);
});

test("names in Kafka are those of principals that there are", () => {
  const raw = structuredClone(readStackFile("kubernetes-existing")) as Raw;
  raw["kafka"].users = { ingst: "CN=ingest", admin: "CN=admin" };
  const [only, ...others] = settingsProblems(raw);
  assert.deepEqual([only?.path, only?.nearest, others], ["kafka.users.ingst", "ingest", []]);
});

test("logins of a cloud and by tokens are for pods: this machine's provider has none", () => {
  const change = ({ kafka }: Raw) => {
    kafka.principals.ingest = { mechanism: "aws-iam", region: "eu-central-1" };
    kafka.access.ingest.auth = "iam";
  };
  assert.deepEqual(existing(change), {});
  assert.match(
    problems("existing-local", change)["kafka.principals.ingest.mechanism"]!,
    /which looks at the brokers before anything runs on this machine, has no other login$/,
  );
});

test("the cluster of another stack: its namespace is shared, and what it alone can do is not asked for here", () => {
  const found = problems("kubernetes-application", (raw) => {
    delete raw["kubernetes"].namespaceMode;
    raw["kafka"].access.ingest.quota = { produceBytesPerSecond: 1 };
    raw["kafka"].access.ingest.rotation = 2;
    raw["kafka"].access.processor.auth = "iam";
    raw["kafka"].stack = "platform";
  });
  assert.match(
    found["kubernetes.namespaceMode"]!,
    /^shared, with kubernetes\.namespace of the stack that kafka\.stack names/,
  );
  assert.match(found["kafka.access.ingest.quota"]!, /Set them in that stack/);
  assert.match(found["kafka.access.ingest.rotation"]!, /Rotate in that stack/);
  assert.match(found["kafka.access.processor.auth"]!, /^scram, mtls, oauth: backend referenced cannot do auth\.iam/);
  assert.match(found["kafka.stack"]!, /organization\/project\/stack/);
});

test("a cluster's own namespace is not somebody else's", () => {
  const found = problems("kubernetes-platform", (raw) => {
    raw["kubernetes"].namespaceMode = "shared";
  });
  assert.match(found["kubernetes.namespaceMode"]!, /^own, because kafka\.backend is strimzi/);
});

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

test("an application of Entra has a secret, as nobody gives pods a token of another issuer", () => {
  const entra = (credential: object) =>
    existing(({ kafka }) => {
      kafka.protocol = "SASL_SSL";
      kafka.principals.ingest = { mechanism: "event-hubs-entra", tenantId: "example.com", clientId: "i", credential };
      kafka.access.ingest.auth = "oauth";
    });
  const token = { store: "kubernetes", name: "X", key: "k" };
  const found = entra({ kind: "federated", token });
  assert.match(found["kafka.principals.ingest.credential.kind"]!, /^secret, .*nobody gives pods a token/);
  const secret = entra({ kind: "secret", clientSecret: { active: token } });
  assert.ok(!("kafka.principals.ingest.credential.kind" in secret));
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

const CLUSTER = "arn:aws:kafka:eu-central-1:123456789012:cluster/events/11111111-2222-3333-4444-555555555555-10";
const byRole = ({ kafka }: Raw) => {
  kafka.principals.ingest = { mechanism: "aws-iam", region: "eu-central-1" };
  kafka.access.ingest = { auth: "iam", produce: ["login-events"] };
};
const onAws = (change: (raw: Raw) => void) =>
  problems("aws-existing-development", (raw) => {
    byRole(raw);
    raw["kafka"].clusterArn = CLUSTER;
    change(raw);
  });

test("pods that are roles of AWS: on EKS, with the ARN of the cluster, in its region, with rights that IAM can give", () => {
  assert.deepEqual(
    onAws(() => undefined),
    {},
  );
  const missing = onAws(({ kafka }) => delete kafka.clusterArn);
  assert.match(
    missing["kafka.clusterArn"]!,
    /because kafka\.principals\.ingest\.mechanism is aws-iam: its pods become/,
  );
  const elsewhere = onAws(({ kafka }) => {
    kafka.principals.ingest.region = "eu-west-1";
    kafka.access.ingest.quota = { produceBytesPerSecond: 1_000_000 };
  });
  assert.deepEqual(elsewhere, {
    "kafka.principals.ingest.region": "eu-central-1, the region of kafka.clusterArn",
    "kafka.access.ingest.quota":
      "no quota, because auth is iam: Kafka's quotas do not know roles; auth scram or mtls has them",
  });
  const unused = onAws(({ kafka }) => {
    kafka.principals.ingest = kafka.principals.processor;
    delete kafka.access.ingest.auth;
  });
  assert.match(unused["kafka.clusterArn"]!, /^nothing, unless somebody in kafka\.principals/);
  assert.match(onAws(({ kafka }) => (kafka.clusterArn = "events"))["kafka.clusterArn"]!, /the ARN of an MSK cluster/);
  const taken = onAws(({ kafka }) => {
    kafka.admin = { mechanism: "aws-iam", region: "eu-central-1" };
    kafka.principals.admin = kafka.principals.ingest;
    kafka.access.admin = { auth: "iam", produce: ["login-events"] };
  });
  assert.deepEqual(taken, { "kafka.access.admin": "another name: it is kafka.admin" });
});

test("identities of a cloud that nobody would give pods are refused: outside AWS, Google's, and on this machine", () => {
  const choices =
    /^scram-sha-512, scram-sha-256, plain, mtls, oauthbearer, (or )?aws-iam.*: pods are given roles of AWS/;
  assert.match(existing(byRole)["kafka.principals.ingest.mechanism"]!, choices);
  const google = onAws(({ kafka }) => (kafka.admin = { mechanism: "gcp-iam" }));
  assert.match(google["kafka.admin.mechanism"]!, choices);
  assert.match(
    problems("existing-local", byRole)["kafka.principals.ingest.mechanism"]!,
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

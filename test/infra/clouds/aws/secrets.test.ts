/** Passwords of a stack on AWS as the program puts them together: the operator, its role, its store, and what it may reach. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../../../components/component.ts";
import { plainSecrets } from "../../../../components/secrets/kubernetes/plain.ts";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { awsSecretsOf } from "../../../../infra/clouds/aws/secrets.ts";
import { placeOf } from "../../../../infra/pods/place.ts";
import { parseSettings, settingsProblems } from "../../../../infra/settings.ts";
import { type Recording, record } from "../../../support/recording.ts";

const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
const role = "arn:aws:iam::123456789012:role/logins";
const raw = (external: object | undefined, eks: object = { mode: "create", publicFrom: ["198.51.100.0/24"] }) => ({
  cloud: "aws",
  aws: { region: "eu-central-1", eks },
  kubernetes: { look: "off" },
  ...(external && { secrets: { external } }),
  kafka: {
    backend: "strimzi",
    nodes: 3,
    brokers: { cpu: "1", memoryMi: 4096, heapMi: 2048, volumes: [{ sizeGi: 100 }] },
  },
});

class Holder extends TributaryComponent {
  readonly makes = this.child.bind(this) as typeof this.child;
  constructor() {
    super("tributary:test:Holder", "holder", {});
    this.finish();
  }
}

const made = (external: object | undefined, eks?: object): Promise<Recording> =>
  record(async () => {
    const settings = parseSettings(raw(external, eks)) as AwsSettings;
    const place = placeOf(settings, "prod");
    const { source, external: shared } = await awsSecretsOf(settings, "prod", place, {
      cluster: {
        name: pulumi.output("mine"),
        arn: pulumi.output("arn:aws:eks:eu-central-1:123456789012:cluster/mine"),
      },
      key: pulumi.output(key),
    });
    const metadata = { name: "kafka-password-ingest", namespace: place.namespace, labels: {} };
    source.make(new Holder().makes, { kind: "password", of: "ingest", metadata, generation: 1, length: 32 });
    return { plain: source === plainSecrets, shared: shared?.store };
  });
const kinds = ({ resources }: Recording) => resources.map(({ inputs }) => inputs["kind"]).filter(Boolean);

test("without a store Pulumi makes the values, and no role", async () => {
  const recording = await made(undefined);
  assert.deepEqual(recording.result, { plain: true, shared: undefined });
  assert.deepEqual(recording.of("aws:iam/role:Role"), []);
});

test("Secrets Manager by the operator's own identity: no service account, no login in the store", async () => {
  const recording = await made({ store: { type: "aws" } });
  const store = recording.named("secret-store-store").inputs;
  assert.deepEqual(store["spec"].provider, { aws: { service: "SecretsManager", region: "eu-central-1" } });
  assert.ok(!recording.resources.some(({ name }) => name === "secret-store-account"));
  const pods = recording.named("secret-access-operator-pods").inputs;
  assert.deepEqual([pods["namespace"], pods["serviceAccount"]], ["external-secrets", "external-secrets"]);
  assert.deepEqual(recording.result.shared, { kind: "SecretStore", name: "secret-store" });
});

test("the operator starts when its role has its rights: identity reaches only pods that start later", async () => {
  const recording = await made({ store: { type: "aws" } });
  const { dependencies, inputs } = recording.named("external-secrets-operator");
  assert.ok(dependencies.some((urn) => urn.endsWith("::secret-access-operator-pods")));
  assert.equal(inputs["values"].fullnameOverride, "external-secrets");
});

test("the operator reaches the agent that gives it credentials, at that address and port alone", async () => {
  const { egress } = (await made({ store: { type: "aws" } })).named("external-secrets-policy").inputs["spec"];
  assert.deepEqual(egress, [
    { ports: [443, 6443].map((port) => ({ protocol: "TCP", port })) },
    { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
  ]);
});

test("values are made under the stack's key, with its tags, once", async () => {
  const recording = await made({ store: { type: "aws" } });
  const [push] = recording.resources.filter(({ inputs }) => inputs["kind"] === "PushSecret");
  const { spec } = push!.inputs;
  assert.equal(spec.updatePolicy, "IfNotExists");
  assert.equal(spec.data[0].match.remoteRef.remoteKey, "tributary-prod-kafka-password-ingest-1");
  assert.deepEqual(spec.data[0].metadata, {
    apiVersion: "kubernetes.external-secrets.io/v1alpha1",
    kind: "PushSecretMetadata",
    spec: {
      kmsKeyId: key,
      secretPushFormat: "string",
      tags: { project: "tributary", stack: "prod", environment: "development" },
    },
  });
  const { Statement } = JSON.parse(recording.named("secret-access-operator-policy").inputs["policy"]);
  const create = Statement.find(({ Sid }: { Sid: string }) => Sid === "Make");
  assert.deepEqual(create.Resource, ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:tributary-prod-*"]);
});

test("given values: the role reads, the operator writes nothing", async () => {
  const recording = await made({ store: { type: "aws" }, values: "given", prefix: "team/" });
  assert.ok(!kinds(recording).includes("PushSecret"));
  const { Statement } = JSON.parse(recording.named("secret-access-operator-policy").inputs["policy"]);
  assert.deepEqual(
    Statement.map(({ Sid }: { Sid: string }) => Sid),
    ["Read", "NotOfOthers", "UseKey"],
  );
  assert.deepEqual(Statement[0].Resource, ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:team/*"]);
});

test("a role of one's own on a cluster that is there: the stack's service account takes it", async () => {
  const recording = await made({ store: { type: "aws", role } }, { mode: "existing", name: "theirs" });
  assert.deepEqual(recording.of("aws:iam/role:Role"), []);
  const account = recording.named("secret-store-account").inputs;
  assert.deepEqual(account["metadata"].annotations, { "eks.amazonaws.com/role-arn": role });
  const { aws } = recording.named("secret-store-store").inputs["spec"].provider;
  assert.deepEqual(aws.auth, { jwt: { serviceAccountRef: { name: "secret-store" } } });
});

test("another store on AWS is what it is elsewhere", async () => {
  const recording = await made({ store: { type: "vault", server: "https://vault.example.com", role: "logins" } });
  assert.deepEqual(recording.of("aws:iam/role:Role"), []);
  assert.equal(recording.named("external-secrets-policy").inputs["spec"].egress.length, 1);
  assert.equal(recording.result.shared, undefined, "MSK's secrets are not in it");
});

test("whose role it is must be clear", () => {
  const problems = (external: object, eks?: object) =>
    Object.fromEntries(settingsProblems(raw(external, eks)).map(({ path, allowed }) => [path, allowed]));
  const path = "secrets.external.store.role";
  assert.match(problems({ store: { type: "aws" }, operator: { mode: "present" } })[path]!, /OIDC provider.*install/);
  assert.match(problems({ store: { type: "aws", role } })[path]!, /nothing.*Pod Identity/);
  assert.deepEqual(problems({ store: { type: "aws", role } }, { mode: "existing", name: "theirs" }), {});
  assert.deepEqual(
    problems({ store: { type: "aws", role }, operator: { mode: "present" } }, { mode: "existing", name: "theirs" }),
    {},
  );
  const region = problems({ store: { type: "aws", region: "eu-west-1" } });
  assert.match(region["secrets.external.store.region"]!, /type, role/);
});

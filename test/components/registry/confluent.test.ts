/** The schema registry of Confluent Cloud: schemas, who may read them, keys with generations; under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { registryConnectionSchema } from "../../../app/src/connection.ts";
import { registryProblems } from "../../../app/src/kafka/auth/refusals.ts";
import { ConfluentRegistry, type ConfluentRegistryArgs } from "../../../components/registry/confluent.ts";
import { type Recording, record } from "../../support/recording.ts";
import { isSecret, shownSecret } from "../../support/secrets.ts";

const args: ConfluentRegistryArgs = {
  environment: "env-1",
  prefix: "tributary-test",
  schemas: {
    "events-value": {
      subject: "login-events-value",
      schemaType: "JSON",
      schema: '{"type":"object"}',
      compatibility: "BACKWARD",
    },
  },
  protection: true,
  namespace: "platform",
  tags: { stack: "test" },
};
const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

async function made(change: Partial<ConfluentRegistryArgs> = {}, preview = false) {
  let registry: ConfluentRegistry | undefined;
  const recording = await record(
    () => {
      registry = new ConfluentRegistry("registry", { ...args, ...change });
    },
    {
      preview,
    },
  );
  return { recording, registry: registry! };
}
const inputs = (recording: Recording, name: string) => recording.named(`registry-${name}`).inputs;

test("a schema keeps its former versions, and is never deleted for good; its subject says first what may change", async () => {
  const { recording, registry } = await made();
  assert.deepEqual(inputs(recording, "schema-events-value"), {
    subjectName: "login-events-value",
    format: "JSON",
    schema: '{"type":"object"}',
    recreateOnUpdate: false,
    hardDelete: false,
  });
  assert.ok(recording.named("registry-schema-events-value").protect);
  assert.deepEqual(inputs(recording, "compatibility-events-value"), {
    subjectName: "login-events-value",
    compatibilityLevel: "BACKWARD",
  });
  const { dependencies } = recording.named("registry-schema-events-value");
  assert.ok(dependencies.some((urn) => urn.endsWith("::registry-compatibility-events-value")));
  assert.equal(await value(registry.subjects["events-value"]!.version!), 1);
});

test("two accounts: one owns the subjects and is the provider's alone, the application's may read them", async () => {
  const { recording } = await made();
  const crn =
    "crn://confluent.cloud/organization=11111111-1111-1111-1111-111111111111/environment=env-1/schema-registry=lsrc-1";
  assert.deepEqual(
    recording
      .of("confluentcloud:index/roleBinding:RoleBinding")
      .map(({ inputs: { principal, roleName, crnPattern } }) => [principal, roleName, crnPattern]),
    [
      ["User:registry-account-reader-id", "DeveloperRead", `${crn}/subject=login-events-value`],
      ["User:registry-account-writer-id", "ResourceOwner", `${crn}/subject=login-events-value`],
    ],
  );
  const provider = inputs(recording, "provider");
  assert.equal(shownSecret(provider["schemaRegistryApiKey"]), "registry-key-writer-1-id");
  assert.ok(isSecret(provider["schemaRegistryApiSecret"]));
  assert.equal(provider["schemaRegistryRestEndpoint"], "https://psrc-1.region.confluent.cloud");
  assert.deepEqual(inputs(recording, "key-reader-1")["managedResource"], {
    id: "lsrc-1",
    apiVersion: "srcm/v3",
    kind: "Cluster",
    environment: { id: "env-1" },
  });
  const { dependencies } = recording.named("registry-key-reader-1");
  assert.ok(dependencies.some((urn) => urn.endsWith("::registry-role-reader-login-events-value")));
});

test("the application's connection: address, key by name, secret by reference; two generations while rotated", async () => {
  const { recording, registry } = await made({ rotation: 2 });
  const connection = registryConnectionSchema.parse(await value(registry.connection));
  const ref = (key: string) => ({ store: "kubernetes", name: "registry-key-reader", key });
  assert.deepEqual(connection, {
    url: "https://psrc-1.region.confluent.cloud",
    auth: {
      username: "registry-key-reader-2-id",
      password: { active: ref("password-2"), retiring: ref("password-1") },
      retiringUsername: "registry-key-reader-1-id",
    },
  });
  assert.deepEqual(registryProblems(connection), []);
  const secret = inputs(recording, "secret-reader");
  assert.ok(isSecret(secret["stringData"]));
  assert.ok(
    !JSON.stringify(recording.resources.map(({ type, inputs: of }) => (type.endsWith(":Secret") ? {} : of))).includes(
      "secret of tributary-test-registry-reader",
    ),
  );
});

test("whom pods ask: the internet, or first the ranges of a private way, by the registry's private address where it has one", async () => {
  const open = await made();
  assert.deepEqual([open.registry.reached.ports, open.registry.reached.to.length], [[443], 1]);
  const way = await made({ private: { cidrs: ["10.60.0.0/16"], region: "eu-central-1" } });
  assert.equal((await value(way.registry.connection)).url, "https://lsrc-1.eu-central-1.aws.private.confluent.cloud");
  assert.deepEqual(way.registry.reached.to[0], { ipBlock: { cidr: "10.60.0.0/16" } });
  const elsewhere = await made({ private: { cidrs: [], region: "eu-north-1" } });
  assert.equal((await value(elsewhere.registry.connection)).url, "https://psrc-1.region.confluent.cloud");
});

test("a preview declares the same resources", async () => {
  const urns = ({ recording }: { recording: Recording }) => recording.resources.map(({ urn }) => urn);
  assert.deepEqual(urns(await made({}, true)), urns(await made()));
});

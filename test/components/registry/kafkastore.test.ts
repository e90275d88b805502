/**
 * The registry's configuration on Kubernetes, by Kafka's own clients against a real broker with TLS, SCRAM and ACLs: it is rendered as
 * Confluent's image renders it, the password comes from its file, and the principal may do what a registry does and no more.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { compileAccess } from "../../../components/kafka/access-rules.ts";
import { compileTopic } from "../../../components/kafka/topic-config.ts";
import { ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { Access, Topic, User } from "../../../components/local/resources.ts";
import { PRINCIPAL, registryAccess, registryTopics, TOPIC } from "../../../components/registry/kubernetes/principal.ts";
import { environmentName, registryProperties } from "../../../components/registry/kubernetes/properties.ts";
import { nodePorts, ProviderStack, passwordOf } from "../local/provider/stack.ts";

const stack = new ProviderStack("registry-store");
const nodes = nodePorts(26_210);
const program = new URL("./java/Store.java", import.meta.url).pathname;
const { command } = await findJava(17);
const noCompiler =
  !String(spawnSync(command, ["--list-modules"]).stdout).includes("jdk.compiler") &&
  `${command} cannot compile a program: it belongs to a JRE, and this takes a JDK`;
const mounted = join(stack.home, "mounted");
let password = "";

/** As Kubernetes mounts the Secrets of the connection: a password as it is, without a newline, which Java would take for a part of it. */
function mount(name: string, key: string, text: string): void {
  mkdirSync(join(mounted, name), { recursive: true });
  writeFileSync(join(mounted, name, key), text);
}

const secret = (name: string, key: string) => ({ store: "kubernetes" as const, name, key });
const kafka: KafkaConnection = {
  version: 1,
  bootstrapServers: [`127.0.0.1:${nodes[0]!.client}`],
  protocol: "SASL_SSL",
  auth: {
    mechanism: "scram-sha-512",
    username: PRINCIPAL,
    password: { active: secret("kafka-password-schema-registry", "password-1") },
  },
  tls: { ca: [secret("kafka-cluster-ca-cert", "*.crt")] },
  limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
  principal: PRINCIPAL,
  groupPrefix: "schema-registry",
};

before(
  async () => {
    if (noCompiler) return;
    const authority = await stack.authority();
    await stack.brokers(authority, nodes);
    const cluster = await stack.cluster(authority, nodes);
    const admin = cluster.outs["admin"];
    const schemas = compileTopic(TOPIC.key, registryTopics[TOPIC.key]!, 1);
    await stack.create(Topic, "schemas", { admin, ...schemas });
    await stack.create(Topic, "events", stack.topic(cluster, "login-events"));
    const user = await stack.create(User, PRINCIPAL, {
      admin,
      user: PRINCIPAL,
      mechanism: "scram-sha-512",
      rotation: 1,
    });
    const rules = compileAccess(registryAccess(1)[PRINCIPAL]!);
    await stack.create(Access, PRINCIPAL, { admin, principal: PRINCIPAL, rules });
    password = passwordOf(stack.folder, user.outs["password"]);
    mount("kafka-cluster-ca-cert", "ca.crt", readFileSync(stack.folder.path("secrets/ca/ca.crt"), "utf8"));
    mount("kafka-password-schema-registry", "password-1", password);
  },
  { timeout: 120_000 },
);
after(() => stack.dispose(), { timeout: 60_000 });

/** ConvertKey and envToProps of confluentinc/cp-docker-utils: what the image makes of variables with a prefix. */
function rendered(environment: Record<string, string>, prefix: string): string {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => {
      const dotted = name.slice(prefix.length).replace(/[^_]_[^_]/g, (part) => part.replace("_", "."));
      return `${dotted.replaceAll("___", "-").replaceAll("__", "_").toLowerCase()}=${value}`;
    })
    .join("\n");
}

const properties = registryProperties({
  kafka,
  host: "registry-0.registry-peers.platform.svc",
  secrets: mounted,
  keystore: join(mounted, "keystore.pem"),
  truststore: join(mounted, "authorities.pem"),
});
const environment = Object.fromEntries(
  Object.entries(properties).map(([name, value]) => [environmentName(name), value]),
);

test("what the image renders of the environment are the properties again", () => {
  const lines = rendered(environment, "SCHEMA_REGISTRY_").split("\n");
  assert.deepEqual(
    lines.sort(),
    Object.entries(properties)
      .map((entry) => entry.join("="))
      .sort(),
  );
});

test("the principal does what a registry does, over TLS and with the password of its file, and nothing else", {
  skip: noCompiler,
  timeout: 240_000,
}, async () => {
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  const files = {
    registry: join(stack.home, "schema-registry.properties"),
    admin: join(stack.home, "admin.properties"),
  };
  writeFileSync(files.registry, rendered(environment, "SCHEMA_REGISTRY_"));
  // The image adds the address of its own, as an argument.
  writeFileSync(files.admin, rendered(environment, "SCHEMA_REGISTRY_KAFKASTORE_"));
  for (const file of Object.values(files)) assert.ok(!readFileSync(file, "utf8").includes(password));
  const options = ["-Xmx256m", "-cp", classpath.join(delimiter), program, files.registry, files.admin];
  const output = execFileSync(command, options, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  // Without what the clients log, which begins with a time.
  const lines = output.trim().split("\n");
  assert.deepEqual(
    lines.filter((line) => !/^\d{4}-/.test(line)),
    [
      "ready 1",
      "cluster dHJpYnV0YXJ5LXRlc3QtMQ",
      "denied a topic",
      "wrote 0",
      "partitions 1",
      "read 1",
      "joined schema-registry 1",
      "denied another topic",
      "denied another group",
    ],
  );
  assert.ok(!output.includes(password));
});

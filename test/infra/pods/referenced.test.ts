/**
 * The application of stack kubernetes-application on platforms other than Strimzi's: what their own programs tell is what it reads, and
 * what it makes of it works on their login, their brokers and their registry.
 */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { appConfigSchema } from "../../../app/src/config.ts";
import { settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { assertConventions } from "../../support/conventions.ts";
import { type Recording, recordStack } from "../../support/recording.ts";

/** Stacks that have the application, too: it moves out, and KEDA's user of it is said there. */
const asPlatform = (auth: string) => (raw: any) => {
  delete raw.workload;
  for (const principal of ["generator"]) delete raw.kafka.access[principal];
  raw.kafka.access.scaler = { auth, observe: [{ topic: "login-events", group: "login-processor" }] };
};
const onPlatform = (stack: string, auth: string) => (raw: any) => {
  raw.kafka.stack = `organization/tributary/${stack}`;
  raw.kubernetes.namespace = "tributary";
  for (const topic of Object.values<any>(raw.kafka.topics)) topic.partitions = 6;
  for (const access of Object.values<any>(raw.kafka.access)) access.auth = auth;
};

interface Platform {
  stack: string;
  auth: string;
  mechanism: string;
  port: number;
}
const platforms: Platform[] = [
  { stack: "aws-msk-express-development", auth: "scram", mechanism: "scram-sha-512", port: 9096 },
  { stack: "confluent-gcp-development", auth: "scram", mechanism: "plain", port: 9092 },
];

for (const { stack, auth, mechanism, port } of platforms)
  describe(`on ${stack}`, () => {
    let platform: Recording;
    let application: Recording;
    before(async () => {
      platform = await recordStack(stack, { change: asPlatform(auth) });
      const outputs = {
        "pulumi:pulumi:StackReference": () => ({ outputs: platform.result, secretOutputNames: [] }),
      };
      application = await recordStack("kubernetes-application", { change: onPlatform(stack, auth), outputs });
    });
    const configOf = (role: string) =>
      appConfigSchema.parse(JSON.parse(manifestOf(application.named(`app-${role}-config`)).data["app.json"]));

    test("the platform alone and the application alone keep the conventions, and the second makes nothing of Kafka's", () => {
      assertConventions(platform.resources);
      assertConventions(application.resources);
      assert.deepEqual(platform.of("tributary:workload:KubernetesWorkload"), []);
      const foreign = application.resources.filter(({ type }) => /^(aws|confluentcloud|gcp|tls|random):/.test(type));
      // The token of ingest is the application's own.
      assert.deepEqual(
        foreign.map(({ type }) => type).filter((type) => type !== "random:index/randomPassword:RandomPassword"),
        [],
      );
    });

    test("connection and registry are word for word those that the platform tells, and so is who is reached", () => {
      const { clusters, registry } = platform.result;
      for (const role of ["ingest", "processor"]) {
        const { registry: told, ...connection } = configOf(role).connection;
        assert.deepEqual(connection, clusters.primary.connections[role]);
        assert.equal(connection.auth.mechanism, mechanism);
        if (told !== undefined) assert.deepEqual(told, registry.connection);
        const { egress } = manifestOf(application.named(`app-${role}-policy`))["spec"];
        assert.deepEqual(
          egress[0].ports.map((rule: any) => rule.port),
          clusters.primary.reached[role].ports,
        );
        assert.ok(clusters.primary.reached[role].ports.includes(port), String(clusters.primary.reached[role].ports));
        assert.deepEqual(egress[0].to ?? [], clusters.primary.reached[role].to);
      }
      assert.ok(configOf("ingest").connection.registry !== undefined);
    });

    test("pods mount Secrets that the platform's stack has made in the namespace that both share", () => {
      const made = platform.resources
        .filter(({ type }) => type === "kubernetes:core/v1:Secret")
        .map(({ inputs }) => inputs["metadata"].name);
      for (const role of ["ingest", "processor"]) {
        const auth = configOf(role).connection.auth as any;
        assert.equal(auth.password.active.store, "kubernetes");
        assert.ok(made.includes(auth.password.active.name), auth.password.active.name);
        const { volumes } = manifestOf(application.named(`app-${role}`))["spec"].template.spec;
        assert.ok(JSON.stringify(volumes).includes(`"${auth.password.active.name}"`), role);
      }
      const { namespace } = application.named("app-ingest").inputs["metadata"];
      assert.equal(
        namespace,
        platform.resources.find(({ type }) => type === "kubernetes:core/v1:Namespace")!.inputs["metadata"].name,
      );
    });

    test("KEDA logs in as the platform's scaler", () => {
      const { secretTargetRef } = application.named("scaling-authentication").inputs["spec"];
      const { password } = platform.result.clusters.primary.connections.scaler.auth;
      assert.equal(secretTargetRef.at(-1).name, password.active.name);
    });
  });

test("referenced is no backend on aws, gcp and azure: an application on such a platform's cluster is a stack of kubernetes", () => {
  for (const stack of ["aws-msk-express-development", "confluent-gcp-development", "confluent-azure-development"]) {
    const raw: any = readStackFile(stack);
    raw.kafka = (readStackFile("kubernetes-application") as any).kafka;
    assert.equal(settingsProblems(raw)[0]?.path, "kafka.backend", stack);
  }
});

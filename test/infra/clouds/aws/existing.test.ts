/** Pods on somebody else's MSK as roles of IAM: stack aws-existing-development, recorded with such logins. It proves wiring: nothing is created. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { appConfigSchema } from "../../../../app/src/config.ts";
import { manifestOf } from "../../../kubernetes/support/manifests.ts";
import { recordStack } from "../../../support/recording.ts";

const CLUSTER = "arn:aws:kafka:eu-central-1:123456789012:cluster/theirs/11111111-2222-3333-4444-555555555555-10";
const TOPIC = CLUSTER.replace(":cluster/", ":topic/");
const auth = { mechanism: "aws-iam", region: "eu-central-1" };

const byRole = (raw: any) => {
  raw.kafka.clusterArn = CLUSTER;
  raw.kafka.admin = auth;
  raw.kafka.principals.ingest = auth;
  raw.kafka.access.ingest = { auth: "iam", produce: ["login-events"] };
};
const recorded = () => recordStack("aws-existing-development", { change: byRole });

test("pods of a principal are a role that may do what access says on that cluster, and start when it is theirs", async () => {
  const recording = await recorded();
  const { Statement } = JSON.parse(recording.named("kafka-roles-pods-app-ingest-policy").inputs["policy"]);
  const rights = Statement.map(({ Action, Resource }: any) => [Action, Resource]);
  assert.deepEqual(rights, [
    [["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], [CLUSTER]],
    [["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], [`${TOPIC}/login-events`]],
  ]);
  const association = recording.named("kafka-roles-pods-app-ingest-pods");
  const { clusterName, namespace, serviceAccount } = association.inputs;
  assert.deepEqual([clusterName, namespace, serviceAccount], ["platform", "login-events", "app-ingest"]);
  assert.ok(recording.named("app-ingest").dependencies.includes(association.urn));
  const config = appConfigSchema.parse(JSON.parse(manifestOf(recording.named("app-ingest-config")).data["app.json"]));
  assert.deepEqual(config.connection.auth, auth);
  const { egress } = manifestOf(recording.named("app-ingest-policy"))["spec"];
  const agent = { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] };
  assert.deepEqual(
    egress.filter(({ to }: any) => to?.[0]?.ipBlock?.cidr === "169.254.170.23/32"),
    [agent],
  );
});

test("the administrator's Job is a role, too, gives roles no rule of Kafka's, and whoever has a password is no role", async () => {
  const recording = await recorded();
  const roles = recording.of("aws:iam/role:Role").map(({ name }) => name);
  assert.deepEqual(roles.sort(), ["kafka-roles-pods-app-ingest-role", "kafka-roles-pods-kafka-administration-role"]);
  const { Statement } = JSON.parse(recording.named("kafka-roles-pods-kafka-administration-policy").inputs["policy"]);
  const actions: string[] = Statement.flatMap(({ Action }: any) => Action);
  for (const may of ["CreateTopic", "AlterTopic", "AlterCluster", "AlterClusterDynamicConfiguration"])
    assert.ok(actions.includes(`kafka-cluster:${may}`), may);
  for (const not of ["ReadData", "WriteData"]) assert.ok(!actions.includes(`kafka-cluster:${not}`), not);
  const told = JSON.parse(manifestOf(recording.named("kafka-administration-config")).data["app.json"]);
  assert.deepEqual(
    told.access.map(({ principal }: any) => principal),
    ["User:generator", "User:processor", "User:smoke"],
  );
});

test("without such a login nothing of IAM is made", async () => {
  const { resources } = await recordStack("aws-existing-development");
  assert.ok(!resources.some(({ type }) => type.startsWith("aws:iam") || type.endsWith("MskPodRoles")));
});

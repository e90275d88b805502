/** Stacks with Kafka at Confluent Cloud, recorded: the application, its scaler and the registry work on it through the contract alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { confluentAwsWay } from "../../../infra/clouds/confluent.ts";
import { program } from "../../../infra/program.ts";
import { parseSettings, type SettingsOf, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { network } from "../../components/kafka/confluent/args.ts";
import { type Recording, record, recordStack } from "../../support/recording.ts";
import { isSecret } from "../../support/secrets.ts";

const of = ({ resources }: Recording, kind: string, name: string) =>
  resources.find(({ inputs }) => inputs["kind"] === kind && inputs["metadata"]?.name === name)?.inputs;
const configOf = (recording: Recording, role: string) =>
  JSON.parse(recording.named(`app-${role}-config`).inputs["data"]["app.json"]);

test("Google Cloud, basic: public, by ACLs, with an environment's own registry and no pods of one", async () => {
  const recording = await recordStack("confluent-gcp-development");
  assert.deepEqual(recording.named("kafka-cluster").inputs["availability"], "SINGLE_ZONE");
  assert.equal(recording.of("confluentcloud:index/kafkaTopic:KafkaTopic").length, 4);
  assert.ok(recording.of("confluentcloud:index/kafkaAcl:KafkaAcl").length > 10);
  assert.ok(!recording.resources.some(({ name }) => name === "kafka-gateway"));
  assert.ok(!recording.resources.some(({ type }) => type.includes("KubernetesRegistry") || type.includes("Strimzi")));
  const { connection } = configOf(recording, "ingest");
  assert.equal(connection.auth.mechanism, "plain");
  assert.equal(connection.registry.auth.username, "registry-key-reader-1-id");
  const { spec } = of(recording, "Deployment", "app-ingest")!;
  const secrets = spec.template.spec.volumes.flatMap(({ secret }: any) => secret?.secretName ?? []);
  for (const name of ["kafka-key-ingest", "registry-key-reader"]) assert.ok(secrets.includes(name), name);
  assert.ok(!secrets.includes("kafka-key-processor"), "and nobody else's key");
  const [brokers] = recording.named("app-ingest-policy").inputs["spec"].egress;
  assert.deepEqual([brokers.ports[0].port, brokers.to[0].ipBlock.cidr], [9092, "0.0.0.0/0"]);
});

test("Azure, enterprise, production: private, by roles, nothing of the cluster's own interface is asked", async () => {
  const recording = await recordStack("confluent-azure-production");
  for (const type of ["kafkaTopic:KafkaTopic", "kafkaAcl:KafkaAcl"])
    assert.deepEqual(recording.of(`confluentcloud:index/${type}`), []);
  const protectedOnes = recording.resources.filter(({ protect }) => protect).map(({ name }) => name);
  for (const name of ["kafka-environment", "kafka-cluster", "kafka-access-point", "registry-schema-events-value"])
    assert.ok(protectedOnes.includes(name), name);
  const policy = recording.named("app-processor-policy").inputs["spec"].egress;
  assert.deepEqual(policy[0], {
    to: [{ ipBlock: { cidr: "10.40.16.0/24" } }],
    ports: [{ protocol: "TCP", port: 9092 }],
  });
  assert.equal(configOf(recording, "processor").connection.limits.idleMs, 240_000);
});

test("Google Cloud, dedicated, production: an endpoint in each zone, a key of one's own", async () => {
  const recording = await recordStack("confluent-gcp-production");
  const { dedicated, byokKey } = recording.named("kafka-cluster").inputs;
  assert.deepEqual([dedicated, byokKey], [{ cku: 2 }, { id: "cck-abc12" }]);
  assert.equal(recording.of("gcp:compute/forwardingRule:ForwardingRule").length, 3);
});

test("AWS, freight: no workload; topics by a Job inside, as the cluster has no address outside", async () => {
  const recording = await recordStack("aws-confluent-freight-production");
  assert.equal(recording.of("aws:ec2/networkInterface:NetworkInterface").length, 3 * 17);
  assert.deepEqual(recording.of("confluentcloud:index/kafkaTopic:KafkaTopic"), []);
  assert.ok(recording.named("kafka-quota-collector"));
  assert.equal(of(recording, "Deployment", "app-ingest"), undefined);
  assert.ok(recording.of("kubernetes:batch/v1:Job").length > 0);
});

test("a stack that is made development's, to be given up, keeps its cluster", async () => {
  const cluster = async (environment: string) => {
    const { named } = await recordStack("confluent-azure-production", {
      change: (raw) => {
        raw.environment = environment;
        delete raw.kafka.availability;
        delete raw.kafka.network;
      },
    });
    // What alone may differ.
    const { deletionProtection, ...inputs } = named("kafka-cluster").inputs;
    return { inputs, way: named("kafka-access-point").inputs };
  };
  assert.deepEqual(await cluster("development"), await cluster("production"));
});

test("KEDA logs in by its own key, and sees lag without a right to any record", async () => {
  const recording = await recordStack("confluent-azure-production");
  assert.deepEqual(
    recording
      .of("confluentcloud:index/roleBinding:RoleBinding")
      .filter(({ inputs }) => inputs["principal"] === "User:kafka-account-scaler-id")
      .map(({ inputs }) => inputs["roleName"]),
    ["Operator"],
  );
  const [trigger] = recording.named("scaling-processor").inputs["spec"].triggers;
  assert.deepEqual([trigger.metadata.sasl, trigger.metadata.tls], ["plaintext", "enable"]);
  assert.deepEqual(recording.named("scaling-authentication").inputs["spec"].secretTargetRef, [
    { parameter: "password", name: "kafka-key-scaler", key: "password-1" },
  ]);
});

test("beside any Kubernetes: somebody's environment, several zones, tables of a topic", async () => {
  const recording = await recordStack("confluent-kubernetes");
  const { inputs } = recording.named("kafka-cluster");
  assert.deepEqual(
    [inputs["cloud"], inputs["region"], inputs["availability"], inputs["environment"]],
    ["AWS", "eu-central-1", "MULTI_ZONE", { id: "env-abc123" }],
  );
  assert.ok(recording.named("kafka-tableflow-processed"));
});

test("a raised key rolls the pods that use it, and no others", async () => {
  const templates = async (rotation: number) => {
    const recording = await recordStack("confluent-gcp-development", {
      change: (raw) => {
        raw.kafka.access.ingest.rotation = rotation;
      },
    });
    const template = (role: string) => JSON.stringify(of(recording, "Deployment", `app-${role}`)!["spec"].template);
    return { ingest: template("ingest"), processor: template("processor") };
  };
  const [before, after] = [await templates(1), await templates(2)];
  assert.notEqual(before.ingest, after.ingest);
  assert.equal(before.processor, after.processor);
});

test("no secret's value stands in plain text anywhere", async () => {
  for (const stack of [
    "confluent-gcp-development",
    "confluent-gcp-production",
    "confluent-azure-production",
    "confluent-kubernetes",
  ]) {
    const recording = await recordStack(stack);
    for (const { name, inputs } of recording.resources)
      for (const [key, value] of Object.entries(inputs))
        if (!isSecret(value))
          assert.ok(!JSON.stringify(value).includes("secret of tributary"), `${stack}: ${name}.${key}`);
  }
});

test("without the organization's key nothing is declared", async () => {
  const before = { ...process.env };
  delete process.env["CONFLUENT_CLOUD_API_KEY"];
  delete process.env["CONFLUENT_CLOUD_API_SECRET"];
  try {
    let declared: unknown;
    const recording = await record(async () => {
      await assert.rejects(
        program(parseSettings(readStackFile("confluent-gcp-development")), "confluent-gcp-development"),
        (error: TributaryError) =>
          error.code === "TRB_CREDENTIALS_INVALID" && /CONFLUENT_CLOUD_API_KEY/.test(error.message),
      );
      declared = true;
    });
    assert.ok(declared);
    assert.deepEqual(recording.resources, []);
  } finally {
    Object.assign(process.env, before);
  }
});

test("on AWS the way is through the stack's own network", async () => {
  const settings = parseSettings({
    ...readStackFile("confluent-kubernetes"),
    environment: "production",
    kubernetes: { ...(readStackFile("confluent-kubernetes")["kubernetes"] as object), context: "production" },
  }) as SettingsOf<"kubernetes">;
  assert.ok(settings.kafka.backend === "confluent");
  const kafka = { ...settings.kafka, size: { kind: "enterprise" as const } };
  const way = await confluentAwsWay(settings, kafka, "test", network, "111122223333");
  assert.deepEqual([way!.cidrs, way!.consumer, way!.zones], [["10.60.0.0/16"], "111122223333", []]);
  assert.equal(await confluentAwsWay(settings, settings.kafka, "test", network, "111122223333"), undefined);
});

test("every combination of kind, zones, network and rights is refused by a setting's path, or declared with what it says", async () => {
  const sizes = [
    { kind: "basic" },
    { kind: "standard" },
    { kind: "enterprise" },
    { kind: "dedicated", cku: 2, zones: ["europe-west3-a", "europe-west3-b", "europe-west3-c"] },
    { kind: "freight", zones: ["euc1-az1"] },
  ];
  const way = { name: "pods", subnetwork: "endpoints", cidr: "10.0.0.0/28" };
  const choices = sizes.flatMap((size) =>
    ["low", "high"].flatMap((availability) =>
      ["public", "private"].flatMap((net) =>
        ["roles", "acls"].map((authorization) => ({ size, availability, network: net, authorization })),
      ),
    ),
  );
  let declared = 0;
  for (const chosen of choices) {
    const raw = structuredClone(readStackFile("confluent-gcp-development")) as any;
    delete raw.workload;
    raw.gcp.network = way;
    Object.assign(raw.kafka, chosen);
    const problems = settingsProblems(raw);
    if (problems.length > 0) {
      assert.ok(
        problems.every(({ path }) => path.startsWith("kafka.")),
        JSON.stringify(problems),
      );
      continue;
    }
    declared++;
    const { named, of: all } = await record(() => program(parseSettings(raw), "test", { look: false }));
    assert.equal(named("kafka-cluster").inputs["region"], "europe-west3");
    const open = chosen.network === "public";
    const what = JSON.stringify(chosen);
    assert.equal(all("confluentcloud:index/kafkaTopic:KafkaTopic").length > 0, open, what);
    assert.equal(
      all("confluentcloud:index/kafkaAcl:KafkaAcl").length > 0,
      open && chosen.authorization === "acls",
      what,
    );
    assert.equal(all("gcp:compute/forwardingRule:ForwardingRule").length > 0, !open, what);
  }
  // basic 1, standard 4, enterprise 4, dedicated 8, freight none here.
  assert.equal(declared, 17);
});

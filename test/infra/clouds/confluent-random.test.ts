/** Random settings of Kafka at Confluent Cloud: right ones never throw, wrong ones never reach a resource. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds, LEAST_QUOTA } from "../../../components/kafka/confluent/kinds.ts";
import { program } from "../../../infra/program.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { type Chance, chance, said } from "../../support/chance.ts";
import { type Recording, record } from "../../support/recording.ts";

type Raw = Record<string, any>;

const ZONES = ["europe-west3-a", "europe-west3-b", "europe-west3-c"];
const schemas = [
  { file: "app/schemas/login-event.v1.avsc", type: "AVRO" },
  { file: "app/schemas/login-event-processed.v1.json", type: "JSON" },
];

function topicsBy({ pick, number, some }: Chance): Raw {
  const topic = () => ({
    name: some(() => `login-${number(1, 1000000)}`),
    partitions: number(1, 30),
    cleanup: some(() => pick(["delete", "compact", "both"])),
    retention: some(() => pick(["1d", "12h", "forever"])),
    maxMessageBytes: some(() => number(100_000, 2_000_000)),
    personalData: some(() => true),
    schema: some(() => ({ value: pick(schemas), compatibility: pick(["BACKWARD", "FULL_TRANSITIVE"]) })),
  });
  return Object.fromEntries(Array.from({ length: number(1, 5) }, (_, index) => [`topic${index}`, topic()]));
}

function accessBy({ pick, number, some, several }: Chance, topics: Raw, quotas: boolean): Raw {
  const names = Object.entries(topics).map(([key, { name }]) => name ?? key);
  const pairs = () => several(names).map((topic) => ({ topic, group: pick(["reader", "reader-*"]) }));
  const principal = () => ({
    produce: some(() => several(names)),
    consume: some(pairs),
    observe: some(pairs),
    transactionalIdPrefix: some(() => "login-"),
    rotation: some(() => number(1, 5)),
    quota:
      quotas && pick([true, false])
        ? {
            produceBytesPerSecond: number(LEAST_QUOTA, 50 * LEAST_QUOTA),
            consumeBytesPerSecond: number(LEAST_QUOTA, 50 * LEAST_QUOTA),
          }
        : undefined,
  });
  return Object.fromEntries(Array.from({ length: number(0, 4) }, (_, index) => [`principal-${index}`, principal()]));
}

/** Settings that are right, all of them by chance. */
function valid(seed: number): Raw {
  const of = chance(seed);
  const { pick, number, some, several } = of;
  const kind = pick(["basic", "standard", "enterprise", "dedicated"] as const);
  const able = kinds[kind];
  const network = pick(able.networks);
  const topics = said(topicsBy(of));
  const withSchema = Object.keys(topics).filter((key) => topics[key].schema !== undefined);
  const size = {
    kind,
    ...(kind === "dedicated"
      ? { cku: number(2, 20), zones: network === "private" ? ZONES : undefined }
      : { maxEcku: some(() => number(2, 50)) }),
  };
  return said({
    cloud: "gcp",
    environment: pick(["development", "production"]),
    cost: { owner: "platform" },
    gcp: {
      project: "team-platform-1",
      region: "europe-west3",
      network: network === "private" ? { name: "pods", subnetwork: "endpoints", cidr: "10.0.0.0/28" } : undefined,
    },
    kubernetes: { image: `example.invalid/app@sha256:${"0".repeat(64)}`, context: "there" },
    kafka: {
      backend: "confluent",
      size,
      availability: some(() => pick(Object.keys(able.availability))),
      network,
      authorization: some(() => pick(able.authorization)),
      environment: some(() =>
        pick([
          { mode: "existing", id: "env-abc123" },
          { mode: "create", governance: "advanced" },
        ]),
      ),
      encryptionKey: able.ownKey.length === 0 ? undefined : some(() => "cck-abc12"),
      administrator: some(() => ({ rotation: number(1, 5) })),
      metrics: some(() => ({ rotation: number(1, 5) })),
      tableflow:
        network === "private"
          ? undefined
          : Object.fromEntries(
              several(withSchema).map((key) => [key, said({ formats: some(() => several(["ICEBERG", "DELTA"], 1)) })]),
            ),
      topics,
      access: accessBy(of, topics, able.lacks.quotas === undefined),
    },
  });
}

const deployed = (given: Raw, preview = false): Promise<Recording> =>
  record(() => program(parseSettings(given), "test", { look: false, today: new Date("2026-11-27") }), { preview });

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);

test("random settings that are right have no problem", () => {
  for (const seed of seeds(300)) assert.deepEqual(settingsProblems(valid(seed)), [], `seed ${seed}`);
});

test("random settings that are right never throw, in a preview and in an up, and both know the same resources", async () => {
  const seen = new Set<string>();
  for (const seed of seeds(8)) {
    const given = valid(seed);
    const up = await deployed(given);
    const preview = await deployed(given, true);
    const urns = ({ resources }: Recording) => resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(preview), urns(up), `seed ${seed}`);
    for (const { name, type, custom, outputsRegistered } of up.resources) {
      if (type.startsWith("tributary:")) assert.equal(outputsRegistered, custom ? 0 : 1, `seed ${seed}: ${name}`);
      seen.add(type.split(":").at(-1)!);
    }
    // One key a generation that works, of whichever principal.
    for (const [principal, { rotation = 1 }] of Object.entries<Raw>(given["kafka"].access))
      for (const generation of rotation > 1 ? [rotation, rotation - 1] : [rotation])
        assert.ok(up.named(`kafka-key-${principal}-${generation}`), `seed ${seed}`);
  }
  for (const type of [
    "KafkaTopic",
    "KafkaAcl",
    "RoleBinding",
    "KafkaClientQuota",
    "TableflowTopic",
    "Schema",
    "ApiKey",
  ])
    assert.ok(seen.has(type), type);
});

/** Each makes right settings wrong, whatever they are. */
const one = (kafka: Raw, key: string, spec: Raw) =>
  Object.assign(kafka["topics"], { [key]: { partitions: 3, ...spec } });
const breaks: ((kafka: Raw) => void)[] = [
  (kafka) => Object.assign(kafka, { size: { kind: "huge" } }),
  (kafka) => Object.assign(kafka, { size: { kind: "freight", zones: ["euc1-az1"] } }),
  (kafka) => Object.assign(kafka, { size: { kind: "basic" }, availability: "high" }),
  (kafka) => Object.assign(kafka, { size: { kind: "basic" }, availability: "low", authorization: "roles" }),
  (kafka) => Object.assign(kafka, { size: { kind: "standard" }, network: "private" }),
  (kafka) => Object.assign(kafka, { size: { kind: "dedicated", cku: 1 }, availability: "high", network: "public" }),
  (kafka) => Object.assign(kafka, { size: { kind: "dedicated", cku: 2 }, network: "private" }),
  (kafka) => Object.assign(kafka, { size: { kind: "standard" }, network: "public", encryptionKey: "cck-abc12" }),
  (kafka) => Object.assign(kafka, { encryptionKey: "a-key" }),
  (kafka) => Object.assign(kafka, { environment: { mode: "existing", id: "mine" } }),
  (kafka) => Object.assign(kafka, { region: "eu-central-1" }),
  (kafka) => Object.assign(kafka, { administrator: { rotation: 0 } }),
  (kafka) => Object.assign(kafka, { tableflow: { nowhere: {} } }),
  (kafka) => {
    one(kafka, "plain", {});
    kafka["tableflow"] = { plain: {} };
  },
  (kafka) => {
    one(kafka, "table", { schema: { value: schemas[1], compatibility: "BACKWARD" } });
    kafka["tableflow"] = { table: { bucket: { name: "a-bucket", providerIntegration: "cspi-abc12" } } };
  },
  (kafka) => one(kafka, "plain", { replication: 2 }),
  (kafka) => one(kafka, "plain", { partitions: 0 }),
  (kafka) => one(kafka, "plain", { config: { "unclean.leader.election.enable": "true" } }),
  (kafka) => one(kafka, "plain", { schema: { value: { file: "nowhere.json", type: "JSON" }, compatibility: "NONE" } }),
  (kafka) => Object.assign(kafka["access"], { administrator: {} }),
  (kafka) => Object.assign(kafka["access"], { ["a".repeat(60)]: {} }),
  (kafka) => Object.assign(kafka["access"], { a: { auth: "iam" } }),
  (kafka) => Object.assign(kafka["access"], { a: { produce: ["nowhere"] } }),
  (kafka) => Object.assign(kafka["access"], { a: { rotation: 0 } }),
  (kafka) => Object.assign(kafka["access"], { a: { quota: { requestPercent: 10 } } }),
  (kafka) => Object.assign(kafka["access"], { a: { quota: { produceBytesPerSecond: LEAST_QUOTA } } }),
  (kafka) => Object.assign(kafka["access"], { "a-b": {}, a_b: {} }),
];

test("random settings that are wrong never reach a resource, and each problem says where, what and why", () => {
  for (const [index, spoil] of breaks.entries())
    for (const seed of seeds(5)) {
      const given = valid(seed * 31 + index);
      spoil(given["kafka"]);
      const found = settingsProblems(given);
      assert.ok(found.length > 0, `break ${index}, seed ${seed}: ${JSON.stringify(given)}`);
      for (const { path, given: what, allowed } of found) {
        assert.match(path, /^(kafka|gcp)\b/, `break ${index}, seed ${seed}`);
        assert.ok(what.length > 0 && allowed.length > 3, `break ${index}, seed ${seed}: ${path}`);
      }
      assert.throws(() => parseSettings(given), { code: "TRB_SETTINGS_INVALID" });
    }
});

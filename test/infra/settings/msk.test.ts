/** Each thing that MSK refuses is told before the first resource: with the path, what was given, the reason and the choices. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mskChangeProblems } from "../../../infra/settings/checks/msk/changes.ts";
import { settingsWarnings } from "../../../infra/settings/warnings.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";

type Raw = Record<string, any>;

export const base = (kafka: Raw = {}): Raw => ({
  cloud: "aws",
  environment: "development",
  aws: { region: "eu-central-1", eks: { mode: "create", privateFrom: ["10.0.0.0/8"] } },
  registry: { enabled: false },
  kubernetes: { look: "off", image: `example.invalid/app@sha256:${"0".repeat(64)}` },
  kafka: {
    backend: "msk",
    topics: { events: { partitions: 6 } },
    access: { ingest: { auth: "iam", produce: ["events"] } },
    ...kafka,
  },
});

/** path -> what is allowed */
const problems = (kafka: Raw, change: (raw: Raw) => void = () => undefined): Record<string, string> => {
  const raw = base(kafka);
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
};
const only = (kafka: Raw, path: string, allowed: RegExp, change?: (raw: Raw) => void) => {
  const found = problems(kafka, change);
  assert.deepEqual(Object.keys(found), [path]);
  assert.match(found[path]!, allowed);
};

test("each tier is right with nothing but its name, and an empty settings' tier is standard", () => {
  for (const tier of ["standard", "express", "serverless"]) assert.deepEqual(problems({ tier }), {}, tier);
  const settings = parseSettings(base());
  assert.ok(settings.kafka.backend === "msk");
  assert.equal(settings.kafka.tier, "standard");
});

test("a version that a tier does not run", () => {
  only(
    { tier: "express", version: "4.1.x.kraft" },
    "kafka.version",
    /^4\.2\.x\.kraft, 3\.9\.x\.kraft: those that express/,
  );
  only({ tier: "standard", version: "4.2.x.kraft" }, "kafka.version", /^4\.1\.x\.kraft, 4\.0/);
  only({ version: "3.9.x" }, "kafka.version", /4\.2\.x\.kraft/);
});

test("a version whose end has come is told, and is no reason to stop", () => {
  const warned = settingsWarnings(parseSettings(base({ version: "3.7.x.kraft" })), new Date("2026-11-27"));
  assert.equal(warned.length, 1);
  assert.match(warned[0]!, /MSK 3\.7\.x\.kraft.*2026-09-01/);
  assert.deepEqual(settingsWarnings(parseSettings(base()), new Date("2026-11-27")), []);
});

test("a size that the version or the tier refuses", () => {
  only({ instanceType: "kafka.t3.small" }, "kafka.instanceType", /KRaft has no t3 broker/);
  only({ instanceType: "express.m7g.large" }, "kafka.instanceType", /a size of standard brokers \(kafka\.m7g\.large/);
  only({ tier: "express", instanceType: "kafka.m7g.large" }, "kafka.instanceType", /a size of express brokers/);
  only({ instanceType: "big" }, "kafka.instanceType", /such as kafka\.m7g\.large/);
});

test("brokers that are not a multiple of the zones, or too many", () => {
  only({ nodes: 4 }, "kafka.nodes", /a multiple of kafka\.zones, which is 3/);
  assert.deepEqual(problems({ nodes: 4, zones: 2 }), {});
  only({ nodes: 63 }, "kafka.nodes", /at most 60/);
  only({ tier: "express", zones: 2, nodes: 2 }, "kafka.zones", /three zones/);
});

test("more zones than the network has, made or there", () => {
  const network = (of: object) => (raw: Raw) => (raw["aws"].network = of);
  const two = ["eu-central-1a", "eu-central-1b"];
  const made = network({ mode: "create", zones: two });
  const subnets = two.map((zone, index) => ({ id: `subnet-0${index}`, zone, cidr: `10.0.${index}.0/24` }));
  only({}, "kafka.zones", /^2, as many as the network has, or more of aws\.network\.zones/, made);
  only({ zones: 3 }, "kafka.zones", /of aws\.network\.subnets/, network({ mode: "existing", id: "vpc-0", subnets }));
  only({}, "kafka.zones", /^2, as many/, (raw) => (raw["aws"].region = "us-west-1"));
  only({ tier: "express" }, "aws.network.zones", /^3: Express brokers are in three zones/, made);
  assert.deepEqual(problems({ zones: 2 }, made), {});
  assert.deepEqual(problems({ tier: "serverless" }, made), {});
});

test("a name that is too long or holds what MSK does not take", () => {
  only({ name: "x".repeat(65) }, "kafka.name", /at most 64/);
  only({ name: "my_cluster" }, "kafka.name", /letters, digits and -/);
});

test("keys of another tier", () => {
  const given = {
    storage: {},
    rebalancing: true,
    logs: {},
    monitoring: {},
    nodes: 3,
    config: {},
    authority: { mode: "create" },
  };
  const found = problems({ tier: "serverless", ...given });
  assert.deepEqual(
    Object.keys(found).sort(),
    Object.keys(given)
      .map((key) => `kafka.${key}`)
      .sort(),
  );
  only({ tier: "express", storage: {} }, "kafka.storage", /its storage is AWS' own; storage is for standard/);
  only({ rebalancing: false }, "kafka.rebalancing", /only Express brokers/);
});

test("autoscaling that would do nothing", () => {
  const scaling = (maxGi: number) => ({ storage: { sizeGi: 100, scaling: { maxGi } } });
  only(scaling(100), "kafka.storage.scaling.maxGi", /more than kafka\.storage\.sizeGi, which is 100/);
  only(scaling(20_000), "kafka.storage.scaling.maxGi", /to 16384/);
  assert.deepEqual(problems(scaling(101)), {});
  only({ storage: { scaling: { maxGi: 200, targetPercent: 90 } } }, "kafka.storage.scaling.targetPercent", /80/);
});

test("throughput that the size does not have", () => {
  const storage = { sizeGi: 100, throughputMibps: 400 };
  only({ storage }, "kafka.storage.throughputMibps", /nothing, because kafka\.instanceType is kafka\.m7g\.large/);
  only({ storage, instanceType: "kafka.m7g.2xlarge" }, "kafka.storage.throughputMibps", /250 to 312/);
  assert.deepEqual(problems({ storage, instanceType: "kafka.m7g.4xlarge" }), {});
  const small = { storage: { ...storage, sizeGi: 5 }, instanceType: "kafka.m7g.4xlarge" };
  only(small, "kafka.storage.sizeGi", /at least 10/);
});

test("properties that AWS sets by itself, or that are always the same", () => {
  const found = problems({ config: { "broker.id": "1", "auto.create.topics.enable": "true", "num.partitions": "3" } });
  assert.deepEqual(Object.keys(found).sort(), ["kafka.config.auto.create.topics.enable", "kafka.config.broker.id"]);
  assert.match(found["kafka.config.auto.create.topics.enable"]!, /always false/);
  only({ tier: "express", config: { "num.io.threads": "8" } }, "kafka.config.num.io.threads", /on express brokers/);
});

test("logins: SCRAM and certificates on serverless, certificates without an authority, OAuth nowhere", () => {
  const as = (auth: string) => ({ access: { ingest: { auth, produce: ["events"] } } });
  only(
    { tier: "serverless", ...as("scram") },
    "kafka.access.ingest.auth",
    /^iam: backend msk-serverless cannot do auth\.scram/,
  );
  only({ tier: "serverless", ...as("mtls") }, "kafka.access.ingest.auth", /^iam:/);
  only(as("oauth"), "kafka.access.ingest.auth", /scram, mtls, iam: backend msk cannot do auth\.oauth/);
  only(as("mtls"), "kafka.authority", /because kafka\.access\.ingest logs in by a certificate/);
  assert.deepEqual(problems({ ...as("mtls"), authority: { mode: "create" } }), {});
});

test("roles have neither quotas nor credentials, and their rights must fit a policy", () => {
  const ingest = { auth: "iam", produce: ["events"] };
  only(
    { access: { ingest: { ...ingest, quota: { requestPercent: 5 } } } },
    "kafka.access.ingest.quota",
    /do not know roles/,
  );
  only({ access: { ingest: { ...ingest, rotation: 2 } } }, "kafka.access.ingest.rotation", /no credential/);
  const names = Array.from({ length: 90 }, (_, index) => `events-${index}-${"x".repeat(40)}`);
  const topics = Object.fromEntries(names.map((name, index) => [`t${index}`, { name, partitions: 1 }]));
  only({ topics, access: { ingest: { auth: "iam", produce: names } } }, "kafka.access.ingest", /common prefix/);
});

test("principals whose name is taken, or no name in Kubernetes", () => {
  const found = problems({
    access: { administrator: { auth: "iam" }, Reader_2: { auth: "iam" }, ["x".repeat(46)]: { auth: "iam" } },
  });
  assert.match(found["kafka.access.administrator"]!, /another name/);
  assert.match(found["kafka.access.Reader_2"]!, /small letters/);
  assert.equal(Object.keys(found).length, 3);
});

test("users' passwords are in AWS Secrets Manager, so that another store has none of them", () => {
  const vault = { type: "vault", server: "https://vault:8200", path: "kv", mountPath: "kubernetes", role: "r" };
  const external = (raw: Raw) => {
    raw["secrets"] = { external: { store: vault } };
  };
  const scram = { access: { ingest: { auth: "scram", produce: ["events"] } } };
  const found = problems(scram, external);
  assert.match(found["secrets.external.store.type"]!, /AWS Secrets Manager/);
  assert.equal(problems({}, external)["secrets.external.store.type"], undefined);
});

test("ways in: only once the cluster is there, with public subnets, known addresses, and logins that are used", () => {
  const open = { mode: "public", created: true, cidrs: ["203.0.113.0/24"] };
  const publicSubnets = ["subnet-1", "subnet-2", "subnet-3"];
  const quiet = { monitoring: { open: false } };
  assert.deepEqual(problems({ reach: open, publicSubnets, ...quiet }), {});
  only({ reach: { ...open, created: undefined }, publicSubnets, ...quiet }, "kafka.reach.created", /true/);
  only({ reach: open, ...quiet }, "kafka.publicSubnets", /from their first day/);
  only({ reach: open, publicSubnets }, "kafka.monitoring.open", /cannot have both/);
  only({ publicSubnets: publicSubnets.slice(1) }, "kafka.publicSubnets", /one for each of kafka\.zones/);
  only(
    { reach: { ...open, cidrs: ["0.0.0.0/0"] }, publicSubnets, ...quiet },
    "kafka.reach.cidrs[0]",
    /not the whole internet/,
  );
  const team = { vpc: "vpc-1", subnets: publicSubnets, securityGroups: ["sg-1"], auth: "scram" };
  const reach = { mode: "multi-vpc", created: true, connections: { team } };
  only({ reach }, "kafka.reach.connections.team.auth", /a login that a principal of kafka\.access uses \(iam\)/);
  const fewer = { ...reach, connections: { team: { ...team, auth: "iam", subnets: ["subnet-1", "subnet-1"] } } };
  only({ reach: fewer }, "kafka.reach.connections.team.subnets", /in each zone of the brokers: kafka\.zones is 3/);
});

test("topics of the cheaper store: only where the cluster has it, not compacted, and kept for three days", () => {
  const tiered = (spec: Raw, storage: Raw = { tiered: true }) => ({
    storage,
    topics: { events: { partitions: 6, ...spec, config: { "remote.storage.enable": "true", ...spec["config"] } } },
  });
  const path = "kafka.topics.events";
  assert.deepEqual(problems(tiered({ retention: "3d", config: { "local.retention.ms": "3600000" } })), {});
  assert.deepEqual(problems(tiered({ retention: "forever" })), {});
  only(tiered({}, {}), `${path}.config.remote.storage.enable`, /kafka\.storage\.tiered true/);
  only(tiered({ cleanup: "both" }), `${path}.cleanup`, /^"delete"/);
  only(tiered({ retention: "2d" }), `${path}.retention`, /at least 3d/);
  only(
    tiered({ retention: "3d", config: { "local.retention.ms": "259200000" } }),
    `${path}.config.local.retention.ms`,
    /less than 259200000/,
  );
  only({ storage: { tiered: true } }, "kafka.storage.tiered", /GovCloud/, (raw) => {
    raw["aws"].region = "us-gov-west-1";
  });
});

test("topics: copies that AWS has decided, what cannot be set, and what a serverless cluster holds", () => {
  const topics = (spec: Raw) => ({ topics: { events: { partitions: 6, ...spec } } });
  only({ tier: "express", ...topics({ replication: 2 }) }, "kafka.topics.events.replication", /3, which AWS has set/);
  only(
    { tier: "express", ...topics({ config: { "segment.bytes": "1" } }) },
    "kafka.topics.events.config.segment.bytes",
    /retention\.ms/,
  );
  only({ ...topics({ replication: 4 }) }, "kafka.topics.events.replication", /at most kafka\.nodes, which is 3/);
  only({ tier: "serverless", ...topics({ partitions: 2401 }) }, "kafka.topics", /at most 2400/);
  only({ tier: "serverless", ...topics({ partitions: 121, cleanup: "compact" }) }, "kafka.topics", /at most 120/);
  only(
    { tier: "serverless", ...topics({ maxMessageBytes: 9_000_000 }) },
    "kafka.topics.events.maxMessageBytes",
    /8388608/,
  );
});

test("channels are of Express brokers, of topics that there are, and have a place for what fails", () => {
  const bucket = "arn:aws:s3:::lake";
  const channel = { topic: "events", destination: { type: "s3", bucket }, deadLetters: { bucket } };
  assert.deepEqual(problems({ tier: "express", channels: { lake: channel } }), {});
  only({ channels: { lake: channel } }, "kafka.channels", /only Express brokers/);
  only({ tier: "express", channels: { lake: { ...channel, topic: "event" } } }, "kafka.channels.lake.topic", /events/);
  only(
    { tier: "express", channels: { lake: { ...channel, freshnessSeconds: 60 } } },
    "kafka.channels.lake.freshnessSeconds",
    /300/,
  );
  only(
    { tier: "express", channels: { lake: { ...channel, deadLetters: undefined } } },
    "kafka.channels.lake.deadLetters",
    /a bucket, because AWS wants one/,
  );
});

test("a cluster has a thousand users, and a rotated one is two of them", () => {
  const users = (count: number, rotation = 1) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`user-${index}`, { auth: "scram", produce: ["events"], rotation }]),
    );
  assert.deepEqual(problems({ access: users(1000) }), {});
  only({ access: users(1001) }, "kafka.access", /^at most 1000, a user and its former one counted each/);
  assert.deepEqual(problems({ access: users(500, 2) }), {});
  only({ access: users(501, 2) }, "kafka.access", /auth iam has no such limit$/);
});

test("a region that has no MSK", () => {
  only({}, "aws.region", /a region that has MSK \(.*eu-central-1/, (raw) => {
    raw["aws"].region = "xx-nowhere-1";
  });
});

test("a region that has MSK and no serverless one, with those that have it", () => {
  const there = (raw: Raw) => {
    raw["aws"].region = "eu-south-1";
  };
  only({ tier: "serverless" }, "aws.region", /a region that has MSK Serverless \(ap-northeast-1, .*eu-west-3/, there);
  assert.deepEqual(problems({ tier: "standard" }, there), {});
});

test("a cluster that is there becomes nothing that AWS would make anew, or refuse", () => {
  const before = { tier: "standard", name: "a", version: "4.0.x.kraft", nodes: 6, zones: 3, sizeGi: 200 } as const;
  const paths = (now: Parameters<typeof mskChangeProblems>[1]) =>
    mskChangeProblems(before, now).map(({ path }) => path);
  assert.deepEqual(paths({ ...before, version: "3.9.x.kraft" }), ["kafka.version"]);
  assert.deepEqual(paths({ ...before, version: "4.1.x.kraft", nodes: 9, sizeGi: 300 }), []);
  assert.deepEqual(paths({ ...before, tier: "express", name: "b", zones: 2 }), [
    "kafka.tier",
    "kafka.name",
    "kafka.zones",
  ]);
  assert.deepEqual(paths({ ...before, nodes: 3, sizeGi: 100 }), ["kafka.nodes", "kafka.storage.sizeGi"]);
  assert.deepEqual(paths({ ...before, sizeGi: 100, scaled: true }), []);
  assert.deepEqual(mskChangeProblems(undefined, before), []);
  assert.match(mskChangeProblems(before, { version: "3.9.x.kraft" })[0]!.allowed, /^4\.0\.x\.kraft or newer/);
});

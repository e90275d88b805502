/** Random settings of aws.network, aws.eks and lake: right ones never throw, wrong ones never reach a resource. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { regionsWith, zoneLetters } from "../../../../components/aws/regions.ts";
import { groundOf } from "../../../../infra/clouds/aws/ground.ts";
import { repositoryOf } from "../../../../infra/clouds/aws/images.ts";
import { lakeOf, lakeTablesOf } from "../../../../infra/clouds/aws/lake.ts";
import { ACCOUNT } from "../../../../infra/recording/answers/aws.ts";
import { RETENTIONS } from "../../../../infra/settings/aws/scalars.ts";
import { parseSettings, settingsProblems } from "../../../../infra/settings.ts";
import { eksLines } from "../../../../infra/versions.ts";
import { awsAnswers } from "../../../aws/answers.ts";
import { type Chance, chance, said } from "../../../support/chance.ts";
import { type Recording, record } from "../../../support/recording.ts";

type Raw = Record<string, any>;
const principal = `arn:aws:iam::${ACCOUNT}:role/deployer`;

const schema = (file: string, type: string) => ({ value: { file, type }, compatibility: "BACKWARD" });
/** Those of a random cluster; what else it has is another test's. */
const topics: Raw = {
  events: { name: "login-events", partitions: 6, schema: schema("app/schemas/login-event.v1.avsc", "AVRO") },
  processed: { partitions: 6, schema: schema("app/schemas/login-event-processed.v1.json", "JSON") },
  people: { partitions: 3, personalData: true, schema: schema("app/schemas/login-event.v1.json", "JSON") },
  plain: { partitions: 1 },
};

function networkBy({ pick, number, some, several }: Chance, region: string): Raw {
  const zones = (zoneLetters(region) ?? ["a", "b", "c"]).map((letter) => `${region}${letter}`);
  if (pick([true, false])) {
    const chosen = several(zones, Math.min(3, zones.length));
    const subnets = chosen.map((zone, index) => ({ id: `subnet-0${index}`, zone, cidr: `10.9.${index * 16}.0/20` }));
    return { mode: "existing", id: "vpc-0a", subnets, cidrs: some(() => ["10.9.0.0/16"]) };
  }
  const nat = pick([undefined, "none", "one", "zone"]);
  return {
    mode: "create",
    cidr: some(() => pick(["10.0.0.0/16", "172.16.64.0/18", "192.168.16.0/20", "100.64.0.0/17", "10.60.16.0/20"])),
    zones: some(() => several(zones, Math.min(3, zones.length))),
    nat,
    endpoints: nat === "none" ? "all" : pick([undefined, "all", "s3"]),
    flowLogs: pick([undefined, false, ...RETENTIONS.slice(0, number(1, RETENTIONS.length))]),
  };
}

function nodesBy({ pick, number, some, several }: Chance): Raw {
  const group = () => {
    const min = number(0, 5);
    const max = min + number(1, 10);
    return {
      instanceTypes: several(
        pick([
          ["m7g.large", "m8g.xlarge", "c7gn.2xlarge"],
          ["m7i.large", "c7a.xlarge", "t3.medium"],
        ]),
        1,
      ),
      min,
      max,
      desired: some(() => number(min, max)),
      diskGb: some(() => number(20, 500)),
      capacity: some(() => pick(["ON_DEMAND", "SPOT"])),
      perZone: some(() => pick([true, false])),
      labels: some(() => ({ pool: "own" })),
    };
  };
  return Object.fromEntries(several(["main", "brokers", "a-rather-long-key-20"], 1).map((key) => [key, group()]));
}

function eksBy(of: Chance, network: Raw): Raw {
  const { pick, number, some, several } = of;
  if (number(1, 4) === 1) return { mode: "existing", name: "theirs", securityGroup: some(() => "sg-0b") };
  const imagesCome = network["nat"] !== "none";
  return {
    mode: "create",
    version: some(() => pick(eksLines.lines).line),
    support: some(() => pick(["standard", "extended"])),
    publicFrom: some(() => several(["198.51.100.0/24", "203.0.113.7/32"])),
    privateFrom: several(["10.0.0.0/8", "172.31.0.0/16"], 1),
    access: some(() => ({
      deployer: { principal },
      team: { principal: `arn:aws:iam::${ACCOUNT}:role/team`, policy: "view", namespaces: ["tributary"] },
    })),
    logRetention: some(() => pick(RETENTIONS)),
    nodes: some(() => nodesBy(of)),
    autoscaling: imagesCome
      ? some(() => ({
          enabled: pick([true, false]),
          cpu: number(1, 500),
          memoryGi: number(1, 2000),
          architectures: some(() => several(["amd64", "arm64"], 1)),
          capacity: some(() => several(["on-demand", "spot"], 1)),
        }))
      : { enabled: false },
    loadBalancers: imagesCome ? some(() => pick([true, false])) : false,
  };
}

function lakeBy({ pick, number, some, several }: Chance): Raw {
  const days = () => {
    // What is said of all topics must be true of one that says only a part of it itself.
    const retentionDays = number(1000, 3650);
    const archiveAfterDays = some(() => pick(["never", number(70, 900)]));
    const infrequentAfterDays = some(() => pick(["never", 30, 40]));
    return { retentionDays, archiveAfterDays, infrequentAfterDays };
  };
  const kept = several(Object.keys(topics));
  const open = kept.filter((key) => topics[key].personalData !== true);
  const analysts = { principals: [`arn:aws:iam::${ACCOUNT}:role/analysts`, `arn:aws:iam::${ACCOUNT}:root`] };
  return {
    ...(kept.length === 0 ? {} : days()),
    topics: Object.fromEntries(kept.map((key) => [key, some(days) ?? {}])),
    versionDays: some(() => number(1, 3650)),
    readers: open.length === 0 ? undefined : some(() => ({ analysts, few: { ...analysts, topics: several(open, 1) } })),
    athena: some(() => ({ bytesCutoffGi: number(1, 1000), resultDays: number(1, 365) })),
    iceberg: some(() => ({ topics: several(["processed", "people"]) })),
    accessLogs: some(() => ({ bucket: "logs-of-requests", prefix: some(() => "mine/") })),
  };
}

/** Settings that are right, all of them by chance. */
function valid(seed: number): Raw {
  const of = chance(seed);
  const region = of.pick(regionsWith("eks", "msk", "msk-serverless", "athena", "glue"));
  const network = networkBy(of, region);
  return said({
    cloud: "aws",
    environment: of.pick(["development", "production"]),
    aws: { region, account: of.some(() => ACCOUNT), network, eks: eksBy(of, network) },
    registry: { url: "https://schemas.example.com" },
    kubernetes: { look: "off", image: `example.invalid/app@sha256:${"0".repeat(64)}` },
    kafka: { backend: "msk", tier: "serverless", topics },
    lake: lakeBy(of),
  });
}

/** All that stands before Kafka, and the lake. */
function deployed(given: Raw, preview = false): Promise<Recording> {
  const settings = parseSettings(given);
  assert.ok(settings.cloud === "aws");
  return record(
    async () => {
      const ask = async () => ({ account: ACCOUNT, principal });
      const { keys, place } = await groundOf(settings, "test", ask);
      await repositoryOf(settings, "test", place.opts, keys);
      await lakeOf(settings, "test", keys.data, place.opts);
      await lakeTablesOf(settings, "test", keys.data, place.opts);
    },
    { preview, outputs: awsAnswers, calls: { "aws:eks/getCluster:getCluster": theirs } },
  );
}
const theirs = {
  name: "theirs",
  arn: `arn:aws:eks:eu-central-1:${ACCOUNT}:cluster/theirs`,
  endpoint: "https://eks.example",
  certificateAuthorities: [{ data: "QUJD" }],
  vpcConfig: { clusterSecurityGroupId: "sg-0a" },
};

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);
/** Evaluated, which takes a second of a processor each: these have all parts among them. */
const EVALUATED = seeds(5);

test("random settings that are right have no problem", () => {
  for (const seed of seeds(300)) assert.deepEqual(settingsProblems(valid(seed)), [], `seed ${seed}`);
});

test("random settings that are right never throw, in a preview and in an up, and both know the same resources", async () => {
  const seen = new Set<string>();
  for (const seed of EVALUATED) {
    const given = valid(seed);
    const up = await deployed(given);
    const preview = await deployed(given, true);
    const urns = ({ resources }: Recording) => resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(preview), urns(up), `seed ${seed}`);
    assert.equal(new Set(urns(up)).size, up.resources.length, `seed ${seed}`);
    for (const { name, type, custom, outputsRegistered } of up.resources) {
      if (type.startsWith("tributary:")) assert.equal(outputsRegistered, custom ? 0 : 1, `seed ${seed}: ${name}`);
      seen.add(type);
    }
  }
  // Each part came by.
  for (const type of ["network:AwsNetwork", "kubernetes:EksCluster", "lake:AwsLake", "lake:LakeTables"])
    assert.ok(seen.has(`tributary:${type}`), `${type} of ${[...seen].filter((one) => one.startsWith("tributary:"))}`);
});

/** Each makes right settings wrong, whatever they are. */
const created = (raw: Raw) => {
  raw["aws"].network = { mode: "create" };
  return raw["aws"].network;
};
const cluster = (raw: Raw) => {
  created(raw);
  raw["aws"].eks = { mode: "create", privateFrom: ["10.0.0.0/8"] };
  return raw["aws"].eks;
};
const ground = (raw: Raw) => {
  raw["lake"] = { topics: { plain: {} } };
  return raw["lake"];
};
const subnet = (zone: string, cidr: string) => ({ id: `subnet-0${zone.at(-1)}`, zone, cidr });
const breaks: ((raw: Raw) => void)[] = [
  (raw) => Object.assign(created(raw), { cidr: "10.0.0.0/8" }),
  (raw) => Object.assign(created(raw), { cidr: "10.0.0.1/16" }),
  (raw) => Object.assign(created(raw), { cidr: "8.8.0.0/16" }),
  (raw) => Object.assign(created(raw), { cidr: "anything" }),
  (raw) => Object.assign(created(raw), { zones: ["mars-north-1a", "mars-north-1b"] }),
  (raw) => Object.assign(created(raw), { zones: [`${raw["aws"].region}a`, `${raw["aws"].region}a`] }),
  (raw) => Object.assign(created(raw), { nat: "none", endpoints: "s3" }),
  (raw) => Object.assign(created(raw), { flowLogs: 31 }),
  ({ aws }) => Object.assign(aws, { network: { mode: "existing", id: "vpc-0a", subnets: [] } }),
  ({ aws }) => Object.assign(aws, { network: { mode: "existing", id: "a-network" } }),
  ({ aws }) =>
    Object.assign(aws, {
      network: {
        mode: "existing",
        id: "vpc-0a",
        subnets: [subnet(`${aws.region}a`, "10.0.0.0/20"), subnet(`${aws.region}b`, "10.0.8.0/21")],
      },
    }),
  (raw) => Object.assign(cluster(raw), { version: "1.12" }),
  (raw) => Object.assign(cluster(raw), { privateFrom: [] }),
  (raw) => Object.assign(cluster(raw), { privateFrom: ["0.0.0.0/0"] }),
  (raw) => Object.assign(cluster(raw), { publicFrom: ["10.1.0.0/16"] }),
  (raw) => Object.assign(cluster(raw), { nodes: {} }),
  (raw) => Object.assign(cluster(raw), { nodes: { main: { min: 5, max: 2 } } }),
  (raw) => Object.assign(cluster(raw), { nodes: { main: { instanceTypes: ["m7g.large", "m7i.large"] } } }),
  (raw) => Object.assign(cluster(raw), { nodes: { main: { desired: 99 } } }),
  (raw) => Object.assign(cluster(raw), { nodes: { Main_1: {} } }),
  (raw) => Object.assign(cluster(raw), { access: { me: { principal: "me" } } }),
  (raw) => {
    cluster(raw)["autoscaling"] = { enabled: true };
    raw["aws"].network.nat = "none";
  },
  ({ aws }) => Object.assign(aws, { eks: { mode: "existing", name: "no spaces" } }),
  ({ aws }) => Object.assign(aws, { account: "12" }),
  (raw) => Object.assign(ground(raw).topics, { nowhere: {} }),
  (raw) => Object.assign(ground(raw).topics, { plain: { retentionDays: 0 } }),
  (raw) => Object.assign(ground(raw), { retentionDays: 100, archiveAfterDays: 60 }),
  (raw) => Object.assign(ground(raw), { infrequentAfterDays: 29 }),
  (raw) => Object.assign(ground(raw), { readers: { operators: { principals: [principal] } } }),
  (raw) => Object.assign(ground(raw), { readers: { a: { principals: [principal], topics: ["events"] } } }),
  (raw) => Object.assign(ground(raw), { readers: { a: { principals: ["anybody"] } } }),
  (raw) => Object.assign(ground(raw), { iceberg: { topics: ["plain"] } }),
  (raw) => Object.assign(ground(raw), { athena: { bytesCutoffGi: 0 } }),
  (raw) => Object.assign(ground(raw), { accessLogs: { bucket: "Capitals" } }),
];

test("random settings that are wrong never reach a resource, and each problem says where, what and why", () => {
  for (const [index, spoil] of breaks.entries())
    for (const seed of seeds(5)) {
      const given = valid(seed * 31 + index);
      spoil(given);
      const found = settingsProblems(given);
      assert.ok(found.length > 0, `break ${index}, seed ${seed}: ${JSON.stringify(given)}`);
      for (const { path, given: what, allowed } of found) {
        assert.match(path, /^(aws|lake)\b/);
        assert.ok(what.length > 0 && allowed.length > 3, `break ${index}, seed ${seed}: ${path}`);
      }
      assert.throws(() => parseSettings(given), { code: "TRB_SETTINGS_INVALID" });
    }
});

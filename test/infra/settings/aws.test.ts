/** What AWS wants of settings is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsWarnings } from "../../../infra/settings/warnings.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { eks, eksLines } from "../../../infra/versions.ts";

type Raw = Record<string, any>;

/** The production stack of Kubernetes, on a cluster of AWS of its own. */
function stack(change: (raw: Raw) => void = () => undefined): Raw {
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  raw["cloud"] = "aws";
  raw["aws"] = { region: "eu-central-1" };
  raw["kubernetes"].look = "off";
  delete raw["kubernetes"].context;
  delete raw["kubernetes"].zones;
  change(raw);
  const { eks = { mode: "create" } } = raw["aws"];
  if (eks.mode === "create") raw["aws"].eks = { privateFrom: ["10.0.0.0/8"], ...eks };
  return raw;
}

/** path -> what is allowed */
const problems = (change: (raw: Raw) => void): Record<string, string> =>
  Object.fromEntries(settingsProblems(stack(change)).map(({ path, allowed }) => [path, allowed]));

test("a region, and whence its API is reached, is enough: the rest has defaults", () => {
  const settings = parseSettings(stack());
  assert.ok(settings.cloud === "aws" && settings.aws.network.mode === "create" && settings.aws.eks.mode === "create");
  assert.deepEqual([settings.aws.network.cidr, settings.aws.network.endpoints], ["10.60.0.0/16", "all"]);
  assert.deepEqual([settings.aws.eks.version, settings.aws.eks.publicFrom], [eks.version, []]);
  assert.deepEqual(Object.keys(settings.aws.eks.nodes), ["main"]);
});

test("a region without the service, with those that have it", () => {
  const found = problems((raw) => {
    raw["aws"].region = "cn-north-1";
  });
  assert.match(found["aws.region"]!, /^a region that has EKS: af-south-1, .*eu-central-1/);
});

test("zones of another region, that the region does not have, and twice", () => {
  const found = problems((raw) => {
    raw["aws"] = {
      region: "ap-northeast-1",
      network: { mode: "create", zones: ["ap-northeast-1a", "ap-northeast-1b", "eu-central-1c", "ap-northeast-1a"] },
    };
  });
  const known = "ap-northeast-1a, ap-northeast-1c, ap-northeast-1d";
  assert.deepEqual(found, {
    "aws.network.zones[1]": `a zone that ap-northeast-1 has: ${known}`,
    "aws.network.zones[2]": `a zone of ap-northeast-1: ${known}`,
    "aws.network.zones[3]": "a zone that is not named before",
  });
});

test("a range that is too small, too large, not private, or does not begin at its first address", () => {
  const allowed = (cidr: string) =>
    problems((raw) => (raw["aws"].network = { mode: "create", cidr }))["aws.network.cidr"];
  assert.match(allowed("10.60.0.0/21")!, /^\/16 to \/20/);
  assert.match(allowed("10.0.0.0/12")!, /^\/16 to \/20/);
  assert.match(allowed("8.8.0.0/16")!, /nobody's on the internet/);
  assert.match(allowed("10.60.1.0/16")!, /such as 10\.60\.0\.0\/16/);
  assert.match(allowed("all of them")!, /a range of addresses/);
  assert.equal(allowed("192.168.16.0/20"), undefined);
});

test("a network that is there must have subnets, in zones of their own, with ranges of their own", () => {
  const subnet = (id: string, zone: string, cidr: string) => ({ id: `subnet-${id}`, zone, cidr });
  const found = (network: object) =>
    problems((raw) => (raw["aws"].network = { mode: "existing", id: "vpc-1", ...network }));
  assert.match(found({})["aws.network.subnets"]!, /at least two private subnets, each with id, zone and cidr/);
  const one = subnet("1", "eu-central-1a", "10.0.0.0/24");
  assert.deepEqual(Object.keys(found({ subnets: [one] })), ["aws.network.subnets"]);
  const clash = found({ subnets: [one, subnet("2", "eu-central-1a", "10.0.0.128/25")] });
  assert.deepEqual(Object.keys(clash).sort(), ["aws.network.subnets[1].cidr", "aws.network.subnets[1].zone"]);
  const outside = found({ subnets: [one, subnet("2", "eu-central-1b", "10.1.0.0/24")], cidrs: ["10.0.0.0/16"] });
  assert.deepEqual(Object.keys(outside), ["aws.network.subnets[1].cidr"]);
  assert.deepEqual(found({ subnets: [one, subnet("2", "eu-central-1b", "10.0.1.0/24")] }), {});
});

test("without a way out services of AWS must be inside", () => {
  const network = { mode: "create", nat: "none", endpoints: "s3" };
  const found = problems((raw) => (raw["aws"].network = network));
  assert.match(found["aws.network.endpoints"]!, /^all, because aws\.network\.nat is none/);
});

test("what has its image from the internet is not made without a way out", () => {
  const found = (nat: string, autoscaling: object, loadBalancers: boolean) =>
    problems((raw) => {
      raw["aws"].network = { mode: "create", nat };
      raw["aws"].eks = { mode: "create", autoscaling, loadBalancers };
    });
  const refused = found("none", {}, true);
  assert.deepEqual(Object.keys(refused).sort(), ["aws.eks.autoscaling.enabled", "aws.eks.loadBalancers"]);
  for (const allowed of Object.values(refused)) assert.match(allowed, /^false, because aws\.network\.nat is none/);
  assert.deepEqual(found("none", { enabled: false }, false), {});
  assert.deepEqual(found("one", {}, true), {});
});

test("a listener that is a load balancer needs AWS' controller, where the cluster is made; ports of nodes need none", () => {
  const found = (external: object | undefined, eks: object) =>
    problems((raw) => {
      raw["kafka"].external = external;
      raw["aws"].eks = eks;
    });
  const made = { mode: "create" };
  const refused = found({ type: "loadbalancer" }, made);
  assert.deepEqual(Object.keys(refused), ["aws.eks.loadBalancers"]);
  assert.match(refused["aws.eks.loadBalancers"]!, /^true, because kafka\.external .* or kafka\.external left out/);
  assert.deepEqual(found({ type: "loadbalancer" }, { ...made, loadBalancers: true }), {});
  assert.deepEqual(found({ type: "loadbalancer" }, { mode: "existing", name: "theirs" }), {});
  assert.deepEqual(found({ type: "nodeport" }, made), {});
  const ports = found({ type: "nodeport", class: "service.k8s.aws/nlb" }, made);
  assert.deepEqual(Object.keys(ports), ["kafka.external.class"]);
  assert.match(found({ type: "loadbalancer", class: "not one" }, made)["kafka.external.class"]!, /a class of load/);
});

test("in production no API answers the whole internet, and no range of the network is one of the internet", () => {
  const open = (cidr: string, environment = "production") =>
    problems((raw) => {
      raw["environment"] = environment;
      raw["aws"].eks = { mode: "create", publicFrom: [cidr] };
    })["aws.eks.publicFrom[0]"];
  assert.match(open("0.0.0.0/0")!, /because environment is production/);
  assert.equal(open("0.0.0.0/0", "development"), undefined);
  assert.match(open("10.0.0.0/8")!, /a range of the internet/);
  assert.equal(open("203.0.113.0/24"), undefined);
});

test("whence up reaches the API of a cluster that is made is said, by ranges as AWS keeps them", () => {
  const found = (privateFrom: string[], publicFrom: string[] = []) =>
    problems((raw) => (raw["aws"].eks = { mode: "create", privateFrom, publicFrom }));
  assert.match(
    found([])["aws.eks.privateFrom"]!,
    /^ranges that `up` runs from, .* or those of the internet in aws\.eks/,
  );
  assert.deepEqual(found([], ["203.0.113.0/24"]), {});
  assert.deepEqual(found(["10.0.0.0/8", "100.64.0.0/10"]), {});
  assert.deepEqual(found(["10.0.0.0/8", "10.1.0.0/8", "0.0.0.0/0", "10.0.0.0/8"]), {
    "aws.eks.privateFrom[1]": "a range that begins at its first address, such as 10.0.0.0/8",
    "aws.eks.privateFrom[2]": "ranges that `up` runs from: everywhere is none",
    "aws.eks.privateFrom[3]": "a range that is not named before",
  });
});

test("a version that EKS does not have is refused, one without standard support is told", () => {
  const found = problems((raw) => (raw["aws"].eks = { mode: "create", version: "1.21" }));
  assert.match(found["aws.eks.version"]!, /^a version of EKS: 1\.36, 1\.35/);
  const warned = (version: string, today: string) =>
    settingsWarnings(parseSettings(stack((raw) => (raw["aws"].eks = { mode: "create", version }))), new Date(today));
  assert.match(warned("1.33", "2026-11-27").join(), /aws\.eks\.version: Amazon EKS 1\.33: .* since 2026-07-29/);
  assert.ok(!warned("1.35", "2026-11-27").join().includes("aws.eks.version"));
  assert.ok(warned("1.35", "2027-03-28").join().includes("aws.eks.version"));
  assert.ok(eksLines.lines.some(({ line }) => line === eks.version));
});

test("groups of nodes whose numbers or processors do not fit together, and none at all", () => {
  const found = (nodes: object) => problems((raw) => (raw["aws"].eks = { mode: "create", nodes }));
  assert.deepEqual(found({ main: { min: 4, max: 3 } }), {
    "aws.eks.nodes.main.min": "at most 3, which aws.eks.nodes.main.max says",
  });
  assert.match(found({ main: { desired: 9 } })["aws.eks.nodes.main.desired"]!, /^3 to 6/);
  assert.match(
    found({ main: { instanceTypes: ["m7g.large", "m7i.large"] } })["aws.eks.nodes.main.instanceTypes"]!,
    /m7g\.large are Graviton/,
  );
  assert.match(found({})["aws.eks.nodes"]!, /at least one group/);
  assert.match(
    found({ "a-name-that-is-much-too-long": {} })["aws.eks.nodes.a-name-that-is-much-too-long"]!,
    /at most 20/,
  );
});

test("the stack file with a group in each zone starts with one node in each, not with three", () => {
  const { aws } = parseSettings(readStackFile("aws-strimzi-production")) as any;
  const { perZone, min, max } = aws.eks.nodes.main;
  assert.deepEqual({ perZone, min, max }, { perZone: true, min: 1, max: 3 });
});

test("a cluster that the run makes may be looked at, and its kubeconfig has one context", () => {
  const look = (raw: Raw) => {
    raw["kubernetes"].look = "on";
  };
  assert.deepEqual(problems(look), {});
  const found = problems((raw) => {
    look(raw);
    raw["kubernetes"].context = "mine";
  });
  assert.deepEqual(Object.keys(found), ["kubernetes.context"]);
  assert.match(found["kubernetes.context"]!, /^nothing, because/);
  const existing = problems((raw) => {
    raw["kubernetes"].look = "on";
    raw["aws"].eks = { mode: "existing", name: "theirs" };
  });
  assert.deepEqual(existing, {});
});

test("names that are too long for their service, and principals that are none", () => {
  const named = problems((raw) => (raw["aws"].eks = { mode: "existing", name: "-theirs" }));
  assert.match(named["aws.eks.name"]!, /at most 100 characters/);
  const access = problems((raw) => (raw["aws"].eks = { mode: "create", access: { me: { principal: "me" } } }));
  assert.match(access["aws.eks.access.me.principal"]!, /the ARN of a role or user/);
});

test("pods are spread over zones of the network", () => {
  const found = problems((raw) => (raw["kubernetes"].zones = ["eu-central-1a", "zone-b"]));
  assert.deepEqual(found, {
    "kubernetes.zones[1]": "a zone of the network: eu-central-1a, eu-central-1b, eu-central-1c",
  });
});

test("nodes without a way out have their images from one place alone, which is told", () => {
  const warnings = (nat: string) =>
    settingsWarnings(
      parseSettings(
        stack((raw) => {
          raw["aws"].network = { mode: "create", nat };
          raw["aws"].eks = { mode: "create", autoscaling: { enabled: false } };
        }),
      ),
      new Date("2026-11-27"),
    );
  assert.match(warnings("none").join(), /must be copied there/);
  assert.ok(!warnings("one").join().includes("aws.network"));
});

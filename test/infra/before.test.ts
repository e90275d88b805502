/** The program itself asks before it declares anything: each question answered so that it must stop, and no resource recorded. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { TributaryError } from "../../components/errors.ts";
import type { Asks } from "../../infra/before.ts";
import { askEks } from "../../infra/clouds/aws/eks-version.ts";
import { askLast, type LastCluster } from "../../infra/clouds/last-up.ts";
import { accessFor } from "../../infra/look/access.ts";
import type { Look } from "../../infra/look/look.ts";
import { type ProgramOptions, program } from "../../infra/program.ts";
import type { Problem } from "../../infra/settings/problem.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import { ACCOUNT, awsAnswers } from "../aws/answers.ts";
import { record } from "../support/recording.ts";
import { fittingLook } from "./look/cluster.ts";

const confluent = { CONFLUENT_CLOUD_API_KEY: "key", CONFLUENT_CLOUD_API_SECRET: "secret" };
/** A stack that was never up, where nothing is, and whose credentials are there. */
const nothing: Required<Omit<Asks, "look">> = {
  askCaller: async () => ({ account: ACCOUNT, principal: `arn:aws:iam::${ACCOUNT}:role/tributary-deployer` }),
  askZones: async () => ({}),
  askEks: async () => undefined,
  askMsk: async () => "none",
  askConfluent: async () => undefined,
  askLast: async () => undefined,
  logins: { env: confluent, home: "/nowhere", vendorFile: "/nowhere" },
};
const today = new Date("2026-11-27");
const unlooked = (): never => assert.fail("looked at");

/** What the program refuses; it has declared nothing then. */
async function refusal(
  stack: string,
  asks: Partial<ProgramOptions>,
  change: (raw: any) => void = () => undefined,
): Promise<TributaryError> {
  const raw = readStackFile(stack);
  change(raw);
  const settings = parseSettings(raw);
  const refused: unknown[] = [];
  const { resources } = await record(
    async () => {
      await program(settings, stack, { look: unlooked, ...nothing, today, ...asks }).catch((thrown) =>
        refused.push(thrown),
      );
      assert.equal(refused.length, 1, "it deploys");
    },
    { stack },
  );
  assert.deepEqual(resources, []);
  return refused[0] as TributaryError;
}

const told =
  (backend: LastCluster["backend"], change: Partial<LastCluster> = {}): NonNullable<Asks["askLast"]> =>
  async () => ({ backend, topics: { events: { name: "login-events", partitions: 48 } }, ...change });

async function paths(...of: Parameters<typeof refusal>): Promise<string[]> {
  const { code, details } = await refusal(...of);
  assert.ok(["TRB_CLUSTER_UNFIT", "TRB_SETTINGS_INVALID"].includes(code), code);
  return (details["problems"] as Problem[]).map(({ path }) => path);
}

const PARTITIONS = "kafka.topics.events.partitions";

test("AWS: who runs this is asked first, and not a second time", async () => {
  const askCaller = async () => {
    throw Object.assign(new Error("no"), { stderr: "Unable to locate credentials" });
  };
  const { code, message } = await refusal("aws-msk-development", { askCaller });
  assert.deepEqual([code, /Unable to locate credentials/.test(message)], ["TRB_CREDENTIALS_INVALID", true]);
  let asked = 0;
  const counted: typeof nothing.askCaller = async (region) => {
    asked += 1;
    return nothing.askCaller(region);
  };
  const settings = parseSettings(readStackFile("aws-msk-serverless-development"));
  const { resources } = await record(
    () => program(settings, "it", { look: unlooked, ...nothing, today, askCaller: counted }),
    { stack: "it", outputs: awsAnswers },
  );
  assert.ok(resources.length > 0);
  assert.equal(asked, 1);
});

test("Pulumi itself is asked what this stack told; one that was never up tells nothing", async () => {
  const last = async (calls: Record<string, object>) =>
    (await record(async () => ({ last: (await askLast("it")) ?? "nothing" }), { calls })).result.last;
  const primary = { backend: "msk", topics: {} };
  assert.deepEqual(await last({ "pulumi:pulumi:readStackOutputs": { outputs: { clusters: { primary } } } }), primary);
  assert.equal(await last({ "pulumi:pulumi:readStackOutputs": { outputs: {} } }), "nothing");
  assert.equal(await last({}), "nothing");
});

test("AWS: zones", async () => {
  const askZones = async () => ({ "us-east-1a": "use1-az3", "us-east-1b": "use1-az1", "us-east-1c": "use1-az2" });
  const region = (raw: any) => (raw.aws.region = "us-east-1");
  assert.deepEqual(await paths("aws-msk-development", { askZones }, region), ["aws.network.zones"]);
});

test("AWS: an EKS of the stack's own that runs goes up one minor version at a time, and never down", async () => {
  const to = (version: string) => (raw: any) => (raw.aws.eks = { ...raw.aws.eks, version });
  const runs = (version: string) => async (region: string, name: string) => {
    assert.deepEqual([region, name], ["eu-central-1", "tributary-aws-msk-development"]);
    return version;
  };
  assert.deepEqual(await paths("aws-msk-development", { askEks: runs("1.33") }, to("1.35")), ["aws.eks.version"]);
  const { message } = await refusal("aws-msk-development", { askEks: runs("1.35") }, to("1.34"));
  assert.match(message, /aws\.eks\.version is "1\.34"; allowed: 1\.35 or newer/);
  const { lookAtEks } = await import("../../infra/clouds/aws/eks-version.ts");
  const raw = readStackFile("aws-msk-development") as any;
  const settings = (change: (raw: any) => void) => {
    const one = structuredClone(raw);
    change(one);
    return parseSettings(one) as Parameters<typeof lookAtEks>[0];
  };
  await lookAtEks(settings(to("1.35")), "it", async () => "1.34");
  await lookAtEks(
    settings((one) => (one.aws.eks = { mode: "existing", name: "theirs" })),
    "it",
    async () => assert.fail("somebody else's is asked"),
  );
});

test("MSK: the cluster that is there, and what the stack told", async () => {
  const askMsk = async () => ({ shape: { tier: "express" as const }, topics: undefined });
  assert.deepEqual(await paths("aws-msk-development", { askMsk }), ["kafka.tier"]);
  assert.deepEqual(await paths("aws-msk-development", { askLast: told("msk") }), [PARTITIONS]);
});

test("Confluent Cloud: the cluster that is there, what the stack told, and a key", async () => {
  const seen = { kind: "Dedicated", availability: "SINGLE_ZONE", cloud: "GCP", region: "europe-west3" };
  assert.deepEqual(await paths("confluent-gcp-development", { askConfluent: async () => seen }), ["kafka.size.kind"]);
  assert.deepEqual(await paths("confluent-gcp-development", { askLast: told("confluent") }), [PARTITIONS]);
  assert.equal((await refusal("confluent-gcp-development", { logins: { env: {} } })).code, "TRB_CREDENTIALS_INVALID");
});

test("Google Cloud and Azure: a login, where the program makes something there", async () => {
  for (const [stack, of, command] of [
    [
      "confluent-gcp-production",
      "Google Cloud needs GOOGLE_APPLICATION_CREDENTIALS, or ",
      "gcloud auth application-default login",
    ],
    ["confluent-azure-production", "Azure needs ARM_CLIENT_ID and ", "az login"],
  ] as const) {
    const { code, message, hint } = await refusal(stack, {});
    assert.equal(code, "TRB_CREDENTIALS_INVALID");
    assert.ok(message.startsWith(of), message);
    assert.ok(hint.includes(command), hint);
  }
});

const outOfReach: NonNullable<Asks["look"]> = async () => {
  throw new TributaryError("TRB_CLUSTER_UNREACHABLE", "cluster ours is not there yet.");
};

test("Strimzi on an EKS of its own: what the stack told, when the cluster is not to be looked at", async () => {
  const askLast = told("strimzi", { kafkaVersion: "4.3.1", metadataVersion: "4.3-IV0" });
  const older = (raw: any) => {
    raw.kafka.version = "4.2.1";
    delete raw.kafka.metadataVersion;
  };
  for (const stack of ["aws-strimzi-development", "aws-strimzi-production"])
    for (const of of [
      older,
      (raw: any) => void older(Object.assign(raw, { kubernetes: { ...raw.kubernetes, look: "off" } })),
    ])
      assert.deepEqual(await paths(stack, { askLast, look: outOfReach }, of), ["kafka.version", PARTITIONS]);
  const lowered = (raw: any) => Object.assign(raw.kafka, { version: "4.3.1", metadataVersion: "4.2" });
  assert.deepEqual(await paths("aws-strimzi-production", { askLast, look: outOfReach }, lowered), [
    "kafka.metadataVersion",
    PARTITIONS,
  ]);
  const unknown = told("strimzi", { kafkaVersion: "4.3.1", metadataVersion: "unknown", topics: {} });
  assert.deepEqual(await paths("aws-strimzi-development", { askLast: unknown, look: outOfReach }, older), [
    "kafka.version",
  ]);
  const { message } = await refusal("aws-strimzi-development", {
    look: outOfReach,
    askLast: told("strimzi", { topics: { events: { name: "logins", partitions: 1 } } }),
  });
  assert.match(message, /kafka\.topics\.events\.name is login-events; allowed: logins, or another key/);
});

test("Strimzi on an EKS of its own that is there: what holds data is judged, and not what the run changes", async () => {
  const seen = (change: (look: Look) => void) => async () => {
    const look = { ...fittingLook(), stack: "aws-strimzi-development", version: "1.20.1" };
    Object.assign(look, {
      nodes: [],
      storageClasses: [],
      topics: [],
      claims: [],
      pools: [],
      namespaces: [],
      operators: [],
    });
    change(look);
    return look;
  };
  const newer = seen((look) => {
    look.kafka = { ...look.kafka!, version: "99.0.0", format: "99.0-IV0" };
  });
  assert.deepEqual(await paths("aws-strimzi-development", { look: newer }), ["kafka.version"]);
  const settings = parseSettings(readStackFile("aws-strimzi-development"));
  const run = (look: NonNullable<Asks["look"]>) =>
    record(() => program(settings, "aws-strimzi-development", { ...nothing, today, look }), {
      stack: "aws-strimzi-development",
      outputs: awsAnswers,
    });
  assert.ok((await run(seen(() => undefined))).resources.length > 0);
  const { warnings } = await run(outOfReach);
  assert.ok(warnings.includes("Not looked at: cluster ours is not there yet."), warnings.join());
});

test("an EKS of the stack's own that AWS does not know yet is said so, and another error of AWS is another sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aws-"));
  const path = process.env["PATH"];
  const saying = (text: string) =>
    writeFileSync(join(folder, "aws"), `#!/bin/sh\necho '${text}' >&2\nexit 254\n`, { mode: 0o755 });
  process.env["PATH"] = `${folder}${delimiter}${path}`;
  const settings = parseSettings(readStackFile("aws-strimzi-development")) as Parameters<typeof accessFor>[0];
  try {
    saying(
      "An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found",
    );
    await assert.rejects(accessFor(settings, "aws-strimzi-development"), {
      code: "TRB_CLUSTER_UNREACHABLE",
      message: /^cluster tributary-aws-strimzi-development of EKS in eu-central-1 is not there yet;/,
    });
    assert.equal(await askEks("eu-central-1", "ours"), undefined);
    saying("An error occurred (AccessDeniedException) when calling the DescribeCluster operation: no");
    await assert.rejects(accessFor(settings, "aws-strimzi-development"), /AWS does not say where .*AccessDenied/);
    const answer = `#!/bin/sh\n[ "$*" = "eks describe-cluster --name ours --region eu-central-1 --output json" ] && echo '{"cluster":{"version":"1.34"}}'\n`;
    writeFileSync(join(folder, "aws"), answer, { mode: 0o755 });
    assert.equal(await askEks("eu-central-1", "ours"), "1.34");
  } finally {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  }
});

test("Strimzi: back to an older version while the format was held, and any of another backend's", async () => {
  const { lookBackAtStrimzi } = await import("../../infra/clouds/look-back.ts");
  const raw = readStackFile("aws-strimzi-development") as any;
  Object.assign(raw.kafka, { version: "4.2.1", metadataVersion: "4.2" });
  const kafka = parseSettings(raw).kafka as Parameters<typeof lookBackAtStrimzi>[0];
  const last = (metadataVersion: string) => told("strimzi", { kafkaVersion: "4.3.1", metadataVersion, topics: {} });
  await lookBackAtStrimzi(kafka, "it", last("4.2-IV1"));
  await assert.rejects(lookBackAtStrimzi(kafka, "it", last("4.3-IV0")), /kafka\.version is "4\.2\.1"/);
  await lookBackAtStrimzi(kafka, "it", told("msk", { kafkaVersion: "4.3.1" }));
});

test("Strimzi on an EKS that is there: it is looked at, with the network's zones, unless look is off", async () => {
  const existing = (look: string) => (raw: any) => {
    raw.aws.eks = { mode: "existing", name: "theirs" };
    raw.kubernetes.look = look;
  };
  const looked: string[][] = [];
  const look: NonNullable<Asks["look"]> = async ({ kubernetes }) => {
    looked.push(kubernetes.zones);
    throw new Error("looked at");
  };
  const { message } = await refusal("aws-strimzi-development", { look }, existing("on"));
  assert.equal(message, "looked at");
  assert.deepEqual(looked, [["eu-central-1a", "eu-central-1b", "eu-central-1c"]]);
  const path = process.env["PATH"];
  process.env["PATH"] = "";
  try {
    const real = await refusal("aws-strimzi-development", { look: undefined }, existing("on"));
    assert.equal(real.code, "TRB_CLUSTER_UNREACHABLE");
    assert.match(real.message, /AWS does not say where cluster theirs of EKS in eu-central-1 is: spawn aws ENOENT/);
  } finally {
    process.env["PATH"] = path;
  }
  const askLast = told("strimzi");
  assert.deepEqual(await paths("aws-strimzi-development", { askLast }, existing("off")), [PARTITIONS]);
});

test("Strimzi on Kubernetes: a look, or what the stack told where it is off", async () => {
  const look = async () => {
    throw new Error("looked at");
  };
  assert.equal((await refusal("kubernetes-small", { look })).message, "looked at");
  const off = (raw: any) => (raw.kubernetes.look = "off");
  assert.deepEqual(await paths("kubernetes-small", { askLast: told("strimzi") }, off), [PARTITIONS]);
});

test("brokers of somebody else: fewer partitions by the provider and by the Job, of the same brokers", async () => {
  const job = readStackFile("aws-existing-development") as any;
  assert.equal(job.kafka.administration.mode, "job");
  const provider = (raw: any) => (raw.kafka.administration = { mode: "provider" });
  const askLast = told("existing", { endpoints: { internal: { bootstrapServers: job.kafka.bootstrapServers } } });
  assert.deepEqual(await paths("aws-existing-development", { askLast }), [PARTITIONS]);
  assert.deepEqual(await paths("kubernetes-existing", { askLast: told("existing") }, provider), [PARTITIONS]);
  const { message } = await refusal("aws-existing-development", { askLast });
  assert.match(message, /at least 48, which it has, unless allow holds shrink or replace/);
});

test("brokers of somebody else: what may be made anew, is administered by nobody, or is of other brokers", async () => {
  const { lookBackAtExisting } = await import("../../infra/clouds/look-back.ts");
  const kafka = (change: (raw: any) => void) => {
    const raw = readStackFile("aws-existing-development") as any;
    change(raw.kafka);
    return parseSettings(raw).kafka as Parameters<typeof lookBackAtExisting>[0];
  };
  const askLast = told("existing");
  await assert.rejects(
    lookBackAtExisting(
      kafka(() => undefined),
      "it",
      askLast,
    ),
  );
  await lookBackAtExisting(
    kafka(({ topics }) => (topics.events.allow = ["shrink"])),
    "it",
    askLast,
  );
  const nobody = (raw: any) => {
    delete raw.admin;
    for (const spec of Object.values<any>(raw.access)) delete spec.quota;
    raw.administration = { mode: "none" };
  };
  await lookBackAtExisting(kafka(nobody), "it", askLast);
  const others = told("existing", { endpoints: { internal: { bootstrapServers: ["elsewhere:9093"] } } });
  await lookBackAtExisting(
    kafka(() => undefined),
    "it",
    others,
  );
  await lookBackAtExisting(
    kafka(() => undefined),
    "it",
    told("msk"),
  );
});

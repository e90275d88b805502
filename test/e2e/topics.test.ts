/** Settings of topics, quotas and credentials changed under a running stack: what is done in place, and what is refused. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Producer,
  ResourcePatternTypes,
  ResourceTypes,
} from "@platformatic/kafka";
import { type SmokeReport, stepNames } from "../../app/src/roles/smoke/report.ts";
import { accountForAll } from "../support/account.ts";
import { loginEvents } from "../support/events.ts";
import { Platform, type PlatformOptions } from "../support/platform.ts";
import { clientOptions, endOffsets, readAll, writeAll } from "../support/reader.ts";
import { sendAsFile } from "../support/traffic.ts";

const required = {
  events: { name: "login-events", partitions: 2 },
  processed: { name: "login-events-processed", partitions: 2 },
  deadLetter: { name: "login-events-dead-letter", partitions: 2 },
};
const extra = { audit: { partitions: 1 }, spare: { partitions: 1 } };
const people = {
  operator: { admin: ["cluster", "topics", "access"] },
  auditor: { produce: ["*"], consume: [{ topic: "*", group: "reader-*" }] },
};
const platform = new Platform({
  stack: "e2e-topics",
  excepted: { "no-wildcard-kafka-access": ["kafka-access-auditor"] },
  basePort: 22650,
  access: {
    ...people,
    auditor: { ...people.auditor, quota: { produceBytesPerSecond: 1_000_000, requestPercent: 50 } },
  },
  kafka: { topics: { ...required, ...extra } },
});

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

/** All but components. */
const isOwn = /:(Topic|Quota|User|Access|Secret|Process|Broker)$/;

/** `up` with other options. @returns names of the resources that it changed, and how */
async function change(options: Partial<PlatformOptions>): Promise<string[]> {
  platform.change(options);
  const { stdout } = await platform.up(["--json"]);
  const events = stdout.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
  return events
    .filter(({ type, step, resourceType }) => type === "step-finished" && step !== "same" && isOwn.test(resourceType))
    .map(({ name, step }) => `${step} ${name}`);
}
async function asOperator<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin(clientOptions(platform, { user: "operator" }));
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}
const topics = () => asOperator((admin) => admin.listTopics());
const quotas = () =>
  asOperator(async (admin) => {
    const components = [{ entityType: "user" as const, matchType: 0 as const, match: "auditor" }];
    const entries = await admin.describeClientQuotas({ components, strict: true });
    return Object.fromEntries(entries.flatMap(({ values }) => values.map(({ key, value }) => [key, value])));
  });
/** Sends events and waits for each of them in the output. */
async function flow(name: string): Promise<void> {
  const events = loginEvents(name, 200);
  assert.equal((await sendAsFile(platform, events, 1)).accepted, 200);
  await accountForAll(
    platform,
    events.map(({ id }) => id),
  );
}
/** Pids of the stack's processes by name: the same ones mean that nothing was restarted. */
async function pids(): Promise<Record<string, number>> {
  const { processes } = JSON.parse((await platform.cli("status", ["--json"])).stdout);
  return Object.fromEntries(processes.map(({ name, pid }: { name: string; pid: number }) => [name, pid]));
}

test("quotas are set, changed in place and lifted", async () => {
  assert.deepEqual(await quotas(), { producer_byte_rate: 1_000_000, request_percentage: 50 });
  const before = await pids();
  const other = { ...people.auditor, quota: { produceBytesPerSecond: 2_000_000 } };
  assert.deepEqual(await change({ access: { ...people, auditor: other } }), ["update kafka-quota-auditor"]);
  assert.deepEqual(await quotas(), { producer_byte_rate: 2_000_000 });
  assert.deepEqual(await change({ access: people }), ["delete kafka-quota-auditor"]);
  assert.deepEqual(await quotas(), {});
  assert.deepEqual(await pids(), before, "no process was restarted");
});

test("a configuration is changed in place; fewer partitions of a topic with records are refused, and nothing changes", async () => {
  await flow("first");
  const longer = { ...required, ...extra, processed: { ...required.processed, retention: "3d" } };
  assert.deepEqual(await change({ kafka: { topics: longer } }), ["update kafka-topic-processed"]);
  const before = await pids();
  platform.change({ kafka: { topics: { ...longer, processed: { ...longer.processed, partitions: 1 } } } });
  for (const command of ["preview", "up"]) {
    const refused = await platform.cli(command);
    assert.equal(refused.code, 5, refused.stdout + refused.stderr);
    assert.match(refused.stderr, /login-events-processed has 2 partitions and the settings ask for 1/);
  }
  assert.equal((await endOffsets(platform, "auditor", "login-events-processed")).size, 2);
  assert.deepEqual(await pids(), before);
});

test("a topic that goes is deleted when it is empty, and refused when it holds records and nothing allows it", async () => {
  const record = { key: "k", value: Buffer.from("kept") };
  await writeAll(platform, "auditor", "audit", [record]);
  platform.change({ kafka: { topics: required } });
  const refused = await platform.cli("up");
  assert.equal(refused.code, 5, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /Topic audit is not deleted because it holds records/);
  assert.deepEqual(
    (await readAll(platform, "audit", "auditor")).map(({ value }) => String(value)),
    ["kept"],
  );
  assert.deepEqual(await change({ kafka: { topics: { ...required, audit: { partitions: 1, allow: ["delete"] } } } }), [
    "update kafka-topic-audit",
  ]);
  assert.deepEqual(await change({ kafka: { topics: required } }), ["delete kafka-topic-audit"]);
  const left = await topics();
  assert.deepEqual(
    left.filter((name) => name === "audit" || name === "spare"),
    [],
  );
});

const processor = {
  consume: [{ topic: "login-events", group: "login-processor" }],
  produce: ["login-events-processed", "login-events-dead-letter"],
  rotation: 2,
};

test("a new generation of a password: the application goes on with it, the former one is refused", async () => {
  const [before, former] = [await pids(), platform.password("processor")];
  await change({ access: { ...people, processor } });
  const now = await pids();
  assert.notEqual(now["processor-0"], before["processor-0"]);
  assert.deepEqual([now["kafka-1"], now["ingest-0"]], [before["kafka-1"], before["ingest-0"]], "others stay");
  await flow("rotated");
  const send = async (password: string) => {
    const client = new Producer({ ...clientOptions(platform, { user: "processor", password }), retries: 0 });
    try {
      await client.send({ messages: [{ topic: "login-events-dead-letter", value: Buffer.from("x") }], acks: -1 });
      return "accepted";
    } catch {
      return "refused";
    } finally {
      await client.close();
    }
  };
  const current = readFileSync(join(platform.folder, "secrets/users/processor.2.password"), "utf8").trim();
  assert.deepEqual([await send(former), await send(current)], ["refused", "accepted"]);
});

/** The smoke test's command. @returns its line, and its error */
async function smoke(): Promise<{ code: number; report: SmokeReport; failed: Record<string, string>; error: any }> {
  const { code, stdout, stderr } = await platform.cli("smoke", ["--json"]);
  const [line, error] = stdout.split("\n").flatMap((text) => (text ? [JSON.parse(text)] : []));
  assert.equal(line?.smoke === "ok" || line?.smoke === "failed", true, stdout + stderr);
  const failed = line.steps.flatMap(({ step, ok, problem }: any) => (ok ? [] : [[step, problem]]));
  return { code, report: line, failed: Object.fromEntries(failed), error: error?.error };
}
const steps = ({ steps: all }: SmokeReport) => all.map(({ step }) => step);

test("an up ends with a smoke test where there is one: an event is processed, a broken one dead-lettered, both counted", async () => {
  platform.change({ access: { ...people, processor }, smoke: 5 });
  const { stdout } = await platform.up(["--json"]);
  const ofUp = stdout
    .split("\n")
    .flatMap((line) => (line ? [JSON.parse(line)] : []))
    .at(-1).smoke as SmokeReport;
  assert.equal(ofUp.smoke, "ok", JSON.stringify(ofUp));
  const { code, report } = await smoke();
  assert.deepEqual([code, report.smoke, steps(report)], [0, "ok", [...stepNames]]);
  // Another client sees the same, and who they are of.
  const seen = async (topic: string) => {
    const records = await readAll(platform, topic);
    return records.filter(({ headers }) => String(headers["correlation-id"]).startsWith("smoke-"));
  };
  for (const topic of ["login-events-processed", "login-events-dead-letter"]) {
    const found = await seen(topic);
    assert.deepEqual(
      found.map(({ headers, key }) => [headers["correlation-id"], String(key)]),
      [ofUp, report].map(({ correlationId }) => [correlationId, "tributary-smoke"]),
      topic,
    );
  }
});

test("a smoke test that fails names the step: a token that ingest does not know, a login that Kafka refuses", async () => {
  const spoilt = async (file: string) => {
    const path = join(platform.folder, "secrets", file);
    const kept = readFileSync(path);
    writeFileSync(path, "wrong");
    try {
      return await smoke();
    } finally {
      writeFileSync(path, kept);
    }
  };
  const token = await spoilt("ingest/token.1");
  assert.deepEqual([token.code, token.error.code, token.error.details.step], [6, "TRB_SMOKE_FAILED", "ingest"]);
  assert.match(token.failed["ingest"]!, /answered 401: A valid bearer token is required/);
  assert.deepEqual(
    steps(token.report),
    ["kafka", "ingest", "dead-lettered", "counted"],
    "the rest was tested all the same",
  );
  const login = await spoilt("users/smoke.1.password");
  assert.equal(login.code, 6);
  assert.match(login.failed["kafka"]!, /refused the SCRAM-SHA-512 login of smoke/);
  assert.match(login.error.hint, /npm run logs -- kafka-1/);
});

test("a processor that stands still, and one that may not set anything aside, fail the smoke test at what they do not do", async () => {
  const pid = (await pids())["processor-0"]!;
  process.kill(pid, "SIGSTOP");
  const still = await smoke();
  process.kill(pid, "SIGCONT");
  assert.deepEqual([still.code, still.error.details.step], [6, "processed"]);
  assert.deepEqual(Object.keys(still.failed), ["processed", "dead-lettered"]);
  assert.match(still.failed["processed"]!, /not processed to login-events-processed within 5 s/);
  await flow("awake");
  // Behind the stack's back, as settings without it are refused.
  await asOperator((admin) =>
    admin.deleteAcls({
      filters: [
        {
          resourceType: ResourceTypes.TOPIC,
          resourceName: "login-events-dead-letter",
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: "User:processor",
          host: "*",
          operation: AclOperations.WRITE,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    }),
  );
  const barred = await smoke();
  assert.deepEqual([barred.code, barred.error.details.step], [6, "dead-lettered"]);
  assert.deepEqual(Object.keys(barred.failed), ["dead-lettered"]);
  assert.match(barred.error.message, /their right to write to login-events-dead-letter/);
});

/** R18: rights that are taken away while processes run: unready with the reason, no loop of crashes, and nothing lost once they are back. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { notReady, Scene, topics } from "../../app/test/integration/auth/scene.ts";
import { ready, until } from "../../app/test/integration/processes.ts";
import { type AclBinding, bindingsOf } from "../../components/local/kafka/acls.ts";
import { KafkaAdmin } from "../../components/local/kafka/admin.ts";

const PORT = 25_520;
const OPS = { processor: 25_545, generator: 25_546 };
/** Longer than kafkajs' own retries: who would crash has done so by then, more than once. */
const REVOKED_MS = 15_000;
/** What pauses of 0.25 s, doubled up to 10, leave room for in the three quarters of a minute without the last two; a loop would be dozens. */
const MOST_RESTARTS = 10;

const pattern = "literal" as const;
const rights: Record<string, AclBinding[]> = Object.fromEntries(
  Object.entries({
    input: [{ resource: "topic" as const, name: topics.input, pattern, operations: ["read", "write", "describe"] }],
    output: [{ resource: "topic" as const, name: topics.output, pattern, operations: ["write", "describe"] }],
    dead: [{ resource: "topic" as const, name: topics.deadLetter, pattern, operations: ["write", "describe"] }],
    group: [{ resource: "group" as const, name: "g", pattern, operations: ["read", "describe"] }],
  }).map(([name, rules]) => [name, bindingsOf(rules)]),
);

let scene: Scene;
let admin: KafkaAdmin;
before(
  async () => {
    const limits = { reauthenticateMs: 60_000, tokenSeconds: 60, password: "sesame" };
    scene = await Scene.start({ port: PORT, ...limits, authorize: true });
    scene.broker.secret("password", "sesame");
    admin = new KafkaAdmin({
      clientId: "test",
      bootstrapBrokers: [scene.broker.address],
      connectTimeout: 3_000,
      timeout: 10_000,
      retries: 3,
      retryDelay: 200,
    });
    await admin.addAcls("User:app", Object.values(rights).flat());
  },
  { timeout: 90_000 },
);
after(async () => {
  await admin?.close();
  await scene?.dispose();
});

test("the rights to write the output, to read the source, and to be of the group, one after the other", {
  timeout: 300_000,
}, async (t) => {
  const apps = [
    scene.processor(OPS.processor, "SCRAM", scene.scram()),
    scene.generator(OPS.generator, "SCRAM", scene.scram()),
  ];
  for (const port of Object.values(OPS)) await until(`${port} is ready`, 40, () => ready(port));
  for (const name of ["output", "input", "group"]) {
    await admin.removeAcls("User:app", rights[name]!);
    const reasons = await until(`unready without ${name}`, 30, async () => {
      const found = await notReady(OPS.processor);
      return found.length > 0 && found;
    });
    t.diagnostic(`without ${name}: ${reasons.join("; ")}`);
    await sleep(REVOKED_MS);
    assert.equal(await ready(OPS.processor), false, `ready without ${name}`);
    for (const app of apps) assert.equal(app.child.exitCode, null, app.output());
    await admin.addAcls("User:app", rights[name]!);
    for (const port of Object.values(OPS)) await until(`${port} is ready again`, 40, () => ready(port));
  }
  const metrics = await (await fetch(`http://127.0.0.1:${OPS.processor}/metrics`)).text();
  const [, restarts] = /^tributary_worker_restarts_total (\d+)$/m.exec(metrics)!;
  assert.ok(Number(restarts) <= MOST_RESTARTS, `${restarts} restarts`);
  await scene.end(apps[1]!);
  assert.ok((await scene.allProcessed()) > 0);
  await scene.end(apps[0]!);
});

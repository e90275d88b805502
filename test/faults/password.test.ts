/** R18 of single processes: the password changes, and their file has the new one later. No password stands in what they say. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { scramCredential } from "../../app/src/kafka/admin/scram.ts";
import { notReady, Scene } from "../../app/test/integration/auth/scene.ts";
import { ready, until } from "../../app/test/integration/processes.ts";
import { KafkaAdmin } from "../../components/local/kafka/admin.ts";

let scene: Scene;
before(
  async () => {
    // Sessions are renewed often, so that a change of passwords is felt soon.
    scene = await Scene.start({ port: 22260, reauthenticateMs: 6_000, tokenSeconds: 60, password: "first-password" });
  },
  { timeout: 90_000 },
);
after(() => scene?.dispose());

test("the password changes while processes run: unready with the reason, still there, and going on once the file is right", {
  timeout: 120_000,
}, async () => {
  scene.broker.secret("password", "first-password");
  const apps = [scene.processor(22290, "SCRAM", scene.scram()), scene.generator(22291, "SCRAM", scene.scram())];
  for (const port of [22290, 22291]) await until(`${port} is ready`, 30, () => ready(port));

  const admin = new KafkaAdmin({
    clientId: "test",
    bootstrapBrokers: [scene.broker.address],
    connectTimeout: 3_000,
    timeout: 10_000,
    retries: 3,
    retryDelay: 200,
  });
  await admin.upsertScram("app", await scramCredential("scram-sha-512", "second-password", 4_096));
  await admin.close();
  for (const port of [22290, 22291]) {
    const reasons = await until(`${port} says that its login is refused`, 40, async () => {
      const all = await notReady(port);
      return all.some((reason) => /refused the SCRAM-SHA-512 login of app/.test(reason)) && all;
    });
    assert.ok(reasons.length > 0);
  }
  // Longer than kafkajs' own retries: whoever would give up has given up by now.
  await sleep(10_000);
  for (const app of apps) assert.equal(app.child.exitCode, null, app.output());
  const restarts = /^tributary_worker_restarts_total (\d+)$/m.exec(
    await (await fetch("http://127.0.0.1:22290/metrics")).text(),
  );
  assert.ok(Number(restarts![1]) <= 5, restarts![0]);

  scene.broker.secret("password", "second-password");
  for (const port of [22290, 22291]) await until(`${port} is ready again`, 30, () => ready(port));
  await scene.end(apps[1]!);
  assert.ok((await scene.allProcessed()) > 0);
  await scene.end(apps[0]!);
  for (const app of apps) assert.doesNotMatch(app.output(), /first-password|second-password/);
});

/** The real processes when a login is refused: at the start they end with a sentence, later they wait unready and lose nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KafkaAdmin } from "../../../../components/local/kafka/admin.ts";
import { issue } from "../../../../components/local/kafka/certificates.ts";
import { scramCredential } from "../../../../components/local/kafka/scram.ts";
import { ready, until } from "../processes.ts";
import { notReady, outageOfTokens, Scene } from "./scene.ts";

let scene: Scene;
before(
  async () => {
    // Sessions are renewed often, so that a change of passwords is felt soon; tokens end soon, so that an outage is longer.
    scene = await Scene.start({ port: 22240, reauthenticateMs: 6_000, tokenSeconds: 12, password: "first-password" });
  },
  { timeout: 90_000 },
);
after(() => scene?.dispose());

test("a wrong password at the start: one sentence, exit status 4, in every role", { timeout: 60_000 }, async () => {
  scene.broker.secret("wrong", "wrong-password");
  const auth = scene.scram("wrong");
  const apps = [scene.processor(22250, "SCRAM", auth, 2), scene.generator(22251, "SCRAM", auth)];
  const codes = await scene.ended(apps);
  for (const [index, app] of apps.entries()) {
    assert.equal(codes[index], 4, app.output());
    const lines = app.output().trim().split("\n");
    assert.match(
      lines.at(-1)!,
      /^Kafka at 127\.0\.0\.1:22244 refused the SCRAM-SHA-512 login of app; check connection\.auth/,
    );
    assert.equal(lines.filter((line) => !line.startsWith("{")).length, 1, app.output());
    assert.doesNotMatch(app.output(), /wrong-password/);
  }
});

test("the password changes while processes run: unready with the reason, still there, and going on once the file is right", {
  timeout: 120_000,
}, async () => {
  scene.broker.secret("password", "first-password");
  const apps = [scene.processor(22252, "SCRAM", scene.scram()), scene.generator(22253, "SCRAM", scene.scram())];
  for (const port of [22252, 22253]) await until(`${port} is ready`, 30, () => ready(port));

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
  for (const port of [22252, 22253]) {
    const reasons = await until(`${port} says that its login is refused`, 40, async () => {
      const all = await notReady(port);
      return all.some((reason) => /refused the SCRAM-SHA-512 login of app/.test(reason)) && all;
    });
    assert.ok(reasons.length > 0);
  }
  // Longer than kafkajs' own retries: whoever would give up has given up by now.
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  for (const app of apps) assert.equal(app.child.exitCode, null, app.output());
  const restarts = /^tributary_worker_restarts_total (\d+)$/m.exec(
    await (await fetch("http://127.0.0.1:22252/metrics")).text(),
  );
  assert.ok(Number(restarts![1]) <= 5, restarts![0]);

  scene.broker.secret("password", "second-password");
  for (const port of [22252, 22253]) await until(`${port} is ready again`, 30, () => ready(port));
  await scene.end(apps[1]!);
  assert.ok((await scene.allProcessed()) > 0);
  await scene.end(apps[0]!);
  for (const app of apps) assert.doesNotMatch(app.output(), /first-password|second-password/);
});

test("a certificate that has expired: unready with a sentence, and ready once another is in its place", {
  timeout: 90_000,
}, async () => {
  const put = async (now: Date) => {
    const pair = await issue(scene.broker.authority, { commonName: "app", days: 1 }, now);
    return {
      certificate: { active: scene.broker.secret("app.crt", pair.certificate) },
      key: { active: scene.broker.secret("app.key", pair.key) },
    };
  };
  const auth = { mechanism: "mtls" as const, ...(await put(new Date(Date.now() - 3 * 86_400_000))) };
  const apps = [scene.processor(22256, "MTLS", auth), scene.generator(22257, "MTLS", auth)];
  for (const port of [22256, 22257])
    await until(`${port} says that the certificate has expired`, 30, async () =>
      (await notReady(port)).some((reason) => /^Our certificate .*app\.crt has expired on/.test(reason)),
    );
  await put(new Date());
  for (const port of [22256, 22257]) await until(`${port} is ready`, 40, () => ready(port));
  for (const app of apps) await scene.end(app);
});

test("who issues tokens is away: no connection breaks before its token ends; then unready; then nothing was lost", {
  timeout: 150_000,
}, async () => {
  const apps = await outageOfTokens(scene, [22254, 22255], 3);
  await scene.end(apps[1]!);
  assert.ok((await scene.allProcessed()) > 0);
  await scene.end(apps[0]!);
  for (const app of apps) {
    assert.equal(app.child.exitCode, 0, app.output());
    assert.doesNotMatch(app.output(), /app-secret|eyJ/);
  }
});

/** The real processes when a login is refused at the start: they end with a sentence, or wait unready until a certificate is replaced. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { issue } from "../../../../components/local/kafka/certificates.ts";
import { ready, until } from "../processes.ts";
import { notReady, Scene } from "./scene.ts";

let scene: Scene;
before(
  async () => {
    scene = await Scene.start({ port: 22240, tokenSeconds: 60, password: "first-password" });
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

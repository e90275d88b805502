/** R19: tokens of 60 seconds, and nobody who issues new ones for two of their lives. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { outageOfTokens, Scene } from "../../app/test/integration/auth/scene.ts";

const TOKEN_SECONDS = 60;
let scene: Scene;
before(
  async () => {
    scene = await Scene.start({ port: 22260, reauthenticateMs: 60_000, tokenSeconds: TOKEN_SECONDS, password: "x" });
  },
  { timeout: 90_000 },
);
after(() => scene?.dispose());

test("an outage of two lives of a token loses nothing", { timeout: 600_000 }, async (t) => {
  const apps = await outageOfTokens(scene, [22280, 22281], 2 * TOKEN_SECONDS);
  await scene.end(apps[1]!);
  const records = await scene.allProcessed();
  await scene.end(apps[0]!);
  for (const app of apps) {
    assert.equal(app.child.exitCode, 0, app.output());
    assert.doesNotMatch(app.output(), /app-secret|eyJ/);
  }
  assert.ok(records > 0);
  t.diagnostic(`${records} records written, each with a result; ${scene.oidc.issued()} tokens issued`);
});

import assert from "node:assert/strict";
import type { Fault } from "../support/fault.ts";

/** Milliseconds that a second signal may take to end a process that cannot drain. */
const AT_ONCE_MS = 2_000;

/** A processor that is told to end does so with code 0, has left its group, and whatever it committed has its results. */
export const drained: Fault = {
  id: "R25",
  name: "SIGTERM of the processor under load; once, with brokers that do not answer, a second one",
  rounds: 5,
  async round(scene, round) {
    const { operations } = scene.cluster;
    await scene.each(async ({ processors, group }, watch) => {
      const { code, output } = await processors.end(0, "SIGTERM");
      assert.equal(code, 0, output);
      assert.deepEqual(await operations.members(group), [], "it has not left the group");
      await scene.committedIsProcessed(watch);
    });
    if (round === 0) await scene.each(({ processors }) => processors.start(0));
    if (round === 0) await forced(scene);
    await scene.each(({ processors }) => processors.start(0, false));
  },
};

async function forced(scene: Parameters<Fault["round"]>[0]): Promise<void> {
  for (const proxy of scene.cluster.proxies.values()) proxy.halfOpen(true);
  await scene.each(async ({ processors }) => {
    const app = processors.get(0);
    app.child.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(app.child.exitCode, null, app.output());
    const { code, ms, output } = await processors.end(0, "SIGTERM");
    assert.equal(code, 1, output);
    assert.ok(ms < AT_ONCE_MS, `${ms} ms`);
  });
  scene.cluster.heal();
}

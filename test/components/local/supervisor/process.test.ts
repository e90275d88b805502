/** The resource of a process, over the real supervisor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { process as handler } from "../../../../components/local/handlers/process.ts";
import { processStatus } from "../../../../components/local/supervised.ts";
import { sleeper, temporaryStack } from "./stack.ts";

test("the same files in another order, as another engine gives them, leave a process alone; another text replaces it", async (t) => {
  const folder = temporaryStack(t);
  const { revision: _, ...spec } = sleeper("one");
  const put = async (files: Record<string, string>) => {
    await handler.create({ urn: "", folder }, { ...spec, files, waitReadyMs: 30_000 });
    return (await processStatus(folder, "one"))!.pid;
  };
  const first = await put({ "b.conf": "2", "a.conf": "1" });
  assert.equal(await put({ "a.conf": "1", "b.conf": "2" }), first);
  assert.notEqual(await put({ "a.conf": "1", "b.conf": "3" }), first);
});

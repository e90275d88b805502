/** Whether saying the same once more changes nothing at all. */
import assert from "node:assert/strict";
import type { Api, KubeObject } from "../control-plane/api.ts";

/** Controllers write into objects of ours in between: one apply between two of their writes is enough to see it. */
const TRIES = 20;

/** @throws AssertionError when every apply gave the object another resourceVersion, or another generation once */
export async function assertUnchanged(api: Api, object: KubeObject): Promise<void> {
  const what = `${object.kind} ${object.metadata.name}`;
  for (let left = TRIES; ; left -= 1) {
    const before = (await api.get(object)).metadata;
    const after = (await api.apply(object)).metadata;
    assert.equal(after["generation"], before["generation"], what);
    if (after["resourceVersion"] === before["resourceVersion"]) return;
    assert.notEqual(left, 0, `${what}: another resourceVersion after each apply`);
  }
}

import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { logins, TOKEN_SECONDS } from "../support/logins.ts";
import type { Scene } from "../support/scene.ts";
import { unreadyWithout } from "../support/unready.ts";

/** From when processors say that they have no token: two lives of one. */
const AWAY_MS = 2 * TOKEN_SECONDS * 1_000;
/** Of the warnings that broken events are owed, which flow all the time. */
const DEAD_LETTER = '"msg":"dead letter"';

/** Broken events flow on, as their generator has a password; ingest and the processors have tokens. */
export const tokensExpired: Fault = {
  id: "R19",
  name: `tokens of ${TOKEN_SECONDS} s: renewed in silence, then nobody who issues them for more than two of their lives`,
  rounds: 1,
  failures: 2,
  security: logins,
  options: { login: (role) => (role === "generator" ? logins.byPassword(role) : logins.byToken()) },
  async round(scene) {
    await renewed(scene);
    await unreadyWithout(scene, {
      expected: /No new token: .*does not answer/,
      forMs: AWAY_MS,
      take: () => logins.oidc.down(),
      give: () => logins.oidc.up(),
    });
  },
};

/** Each process has another token, twice, and nobody notices. */
async function renewed({ sides }: Scene): Promise<void> {
  const before = logins.oidc.issued();
  const said = sides.map(({ processors }) => processors.get(0).output().length);
  await until("tokens were renewed", 3 * TOKEN_SECONDS, async () => {
    for (const { processors, semantics } of sides)
      assert.deepEqual(await processors.notReady(0), [], `${semantics}: a renewal is noticed`);
    return logins.oidc.issued() >= before + 2 * (sides.length + 1);
  });
  for (const [index, { processors }] of sides.entries()) {
    const complaints = processors
      .get(0)
      .output()
      .slice(said[index])
      .split("\n")
      .filter((line) => /"level":"(warn|error)"/.test(line) && !line.includes(DEAD_LETTER));
    assert.deepEqual(complaints, []);
  }
}

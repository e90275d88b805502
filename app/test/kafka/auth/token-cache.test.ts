import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LoginRefusedError } from "../../../src/errors.ts";
import { failureText, statedLifeMs, TokenCache } from "../../../src/kafka/auth/token/cache.ts";

/** A cache on a clock of its own, and who issues tokens. */
function setUp(t: TestContext, lifeMs = 60_000) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const state = { asked: 0, down: undefined as Error | undefined, failures: [] as number[] };
  const cache = new TokenCache({
    fetch: async () => {
      state.asked += 1;
      if (state.down) throw state.down;
      return { value: `token-${state.asked}`, lifeMs };
    },
    onFailure: (_error, leftMs) => state.failures.push(leftMs),
    onSuccess: () => {},
    now: () => Date.now(),
  });
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 250) {
      t.mock.timers.tick(Math.min(250, left));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { cache, state, pass };
}

test("one request for many who ask, and the next one at 80 % of its life without anybody waiting", async (t) => {
  const { cache, state, pass } = setUp(t);
  const all = await Promise.all([cache.get(), cache.get(), cache.get()]);
  assert.deepEqual(new Set(all.map(({ value }) => value)), new Set(["token-1"]));
  await pass(47_750);
  assert.equal(state.asked, 1);
  await pass(500);
  assert.equal(state.asked, 2);
  const next = await cache.get();
  assert.deepEqual([next.value, next.leftMs > 59_000], ["token-2", true]);
});

test("nobody there: the token is used to its end, attempts go on, and the first that succeeds counts", async (t) => {
  const { cache, state, pass } = setUp(t);
  await cache.get();
  state.down = new Error("down");
  await pass(55_000);
  assert.equal((await cache.get()).value, "token-1");
  const tries = state.asked;
  assert.ok(tries >= 3 && tries < 20, String(tries));
  await pass(5_250);
  await assert.rejects(cache.get(), /down/);
  state.down = undefined;
  assert.match((await cache.get()).value, /^token-/);
  assert.ok(state.failures.some((left) => left > 0) && state.failures.at(-1) === 0);
});

test("who needs a token with more life left waits for a new one, and fails only when the old one has ended", async (t) => {
  const { cache, state, pass } = setUp(t);
  await cache.get();
  await pass(47_000);
  state.down = new Error("down");
  await pass(10_000);
  const waiting = cache.get(4_000);
  let settled = false;
  waiting
    .finally(() => {
      settled = true;
    })
    .catch(() => {});
  await pass(1_500);
  assert.equal(settled, false);
  state.down = undefined;
  await pass(1_000);
  assert.ok((await waiting).leftMs > 50_000);
});

test("refused for good: told at once when there is no token, and not before the one at hand has ended", async (t) => {
  const { cache, state, pass } = setUp(t);
  state.down = new LoginRefusedError("no");
  await assert.rejects(cache.get(), LoginRefusedError);
  assert.equal(state.asked, 1);
  state.down = undefined;
  await cache.get();
  state.down = new LoginRefusedError("no");
  await pass(58_000);
  assert.match((await cache.get(4_000)).value, /^token-2$/);
  await pass(2_000);
  await assert.rejects(cache.get(), LoginRefusedError);
});

test("a token that a broker refused is not given again; one that nobody asks for is let go", async (t) => {
  const { cache, state, pass } = setUp(t);
  const { value } = await cache.get();
  cache.discard(value);
  assert.equal((await cache.get()).value, "token-2");
  await pass(400_000);
  const asked = state.asked;
  assert.ok(asked <= 6, String(asked));
  await pass(400_000);
  assert.equal(state.asked, asked);
});

test("a clock that jumps changes nothing: life is counted from when the token was asked for", () => {
  const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
  assert.equal(statedLifeMs(jwt({ iat: 4e9, exp: 4e9 + 60 })), 60_000);
  assert.equal(statedLifeMs(jwt({ exp: 1 })), undefined);
  assert.equal(statedLifeMs("opaque"), undefined);
  assert.equal(failureText(new Error("gone"), 3_400), "No new token: gone; the one in use is good for 3 s more");
});

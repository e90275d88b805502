/** How a real process ends: drained, cut off, forced, or by an error, each with its status. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ConfigError, IncompatibleBrokerError, LoginRefusedError } from "../src/errors.ts";
import { EXIT, exitStatus } from "../src/exit.ts";
import { DRAIN_MS } from "../src/lifecycle.ts";

const program = fileURLToPath(new URL("./support/draining.ts", import.meta.url));

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Since the first signal; without one since the start. */
  ms: number;
  output: string;
}

/** @param signals each with the milliseconds that it waits for */
async function run(args: (string | number)[], signals: [number, NodeJS.Signals][]): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [program, ...args.map(String)]);
  let output = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const ended = once(child, "close");
  let began = performance.now();
  if (signals.length > 0) {
    while (!output.includes("up\n")) await sleep(20);
    began = performance.now();
  }
  for (const [wait, signal] of signals) {
    await sleep(wait);
    child.kill(signal);
  }
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { code, signal, ms: performance.now() - began, output };
}

test("SIGTERM and SIGINT drain: status 0", { timeout: 30_000 }, async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { code, ms, output } = await run([300, 10_000], [[0, signal]]);
    assert.equal(code, EXIT.ok, output);
    assert.ok(ms >= 290, `${ms} ms`);
    assert.match(output, new RegExp(`"signal":"${signal}","msg":"draining"`));
  }
});

test("a second signal ends it at once: status 1", { timeout: 30_000 }, async () => {
  const { code, ms, output } = await run(
    [60_000, 60_000],
    [
      [0, "SIGTERM"],
      [300, "SIGTERM"],
    ],
  );
  assert.equal(code, EXIT.failed, output);
  assert.ok(ms < 5_000, `${ms} ms`);
  assert.match(output, /second signal, ending at once/);
});

test("a drain that takes too long is cut off, and one that fails ends it: status 1", { timeout: 30_000 }, async () => {
  const late = await run([60_000, 500], [[0, "SIGTERM"]]);
  assert.equal(late.code, EXIT.failed, late.output);
  assert.ok(late.ms >= 490 && late.ms < 10_000, `${late.ms} ms`);
  assert.match(late.output, /not drained in time/);
  const failed = await run(["fails", 60_000], [[0, "SIGTERM"]]);
  assert.equal(failed.code, EXIT.failed, failed.output);
  assert.match(failed.output, /drain failed/);
});

test("an error that nobody expected is logged and ends it: status 1", { timeout: 30_000 }, async () => {
  for (const begin of ["rejects", "throws"]) {
    const { code, output } = await run([0, 1_000, begin], []);
    assert.equal(code, EXIT.failed, output);
    assert.match(output, /"level":"fatal".*nobody expected this/);
  }
});

test("errors on purpose have statuses of their own", () => {
  const errors = [
    new ConfigError("a"),
    new LoginRefusedError("b"),
    new IncompatibleBrokerError("c"),
    new Error("d"),
    "e",
  ];
  assert.deepEqual(errors.map(exitStatus), [2, 4, 5, 1, 1]);
  assert.equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length);
});

test("a drain is cut off before the supervisor would kill the process", async () => {
  const { appProcess } = await import("../../components/workload/process.ts");
  const { stopTimeoutMs } = appProcess({
    name: "x",
    kind: "x",
    heapMb: 64,
    config: "" as never,
    fastpath: "on",
    ports: { ops: 1 },
  });
  assert.ok(typeof stopTimeoutMs === "number" && DRAIN_MS < stopTimeoutMs);
});

/** What goes wrong on a person's machine: Ctrl-C at any moment, two runs at once, crashes of everything, a port that is taken. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder, projectRoot } from "../../components/local/folder.ts";
import { Platform } from "../support/platform.ts";
import { noProcesses, processesOf } from "../support/processes.ts";

const platform = new Platform({ stack: "trouble", basePort: 23700, ingest: false });
after(() => platform.dispose(), { timeout: 120_000 });

const processes = () => processesOf(platform.home);
const skip = noProcesses;

/** Starts `up` and interrupts it as a terminal does: its whole process group is told. */
async function interruptedUp(afterMs: number): Promise<{ code: number | null; text: string }> {
  const args = ["infra/cli/main.ts", "up", "trouble", "--config-file", platform.stackFile, "--engine", "embedded"];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, TRIBUTARY_HOME: platform.home, TRIBUTARY_CACHE: cacheFolder(), NODE_V8_COVERAGE: "" },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      text += chunk;
    });
  // Before the program has begun to listen to signals, the system ends it; a shell tells 130 of that, too.
  const ended = new Promise<number | null>((resolve) =>
    child.on("close", (code, signal) => resolve(signal === "SIGINT" ? 130 : code)),
  );
  await sleep(afterMs);
  if (child.exitCode === null) process.kill(-child.pid!, "SIGINT");
  return { code: await ended, text };
}

test("Ctrl-C during up, at any moment, leaves a stack that up or down goes on from", {
  skip,
  timeout: 300_000,
}, async () => {
  for (const [index, ms] of [200, 900, 1_600, 2_400, 3_500, 5_000].entries()) {
    const { code, text } = await interruptedUp(ms);
    // The last ones may come after all was done.
    assert.ok(code === 130 || code === 0, `after ${ms} ms: ${code} ${text}`);
    assert.doesNotMatch(text, /not on purpose|\n {4}at /, `after ${ms} ms`);
    if (index % 2 === 0) continue;
    const down = await platform.cli("down");
    assert.equal(down.code, 0, `after ${ms} ms: ${down.stdout}${down.stderr}`);
    assert.deepEqual(processes(), [], `after ${ms} ms`);
  }
  await interruptedUp(2_000);
  await platform.up();
  assert.equal(JSON.parse((await platform.cli("status", ["--json"])).stdout).up, true);
});

test("of two runs at once one works, and the other is told who is at it", { timeout: 120_000 }, async () => {
  platform.change({ workers: 2 });
  const results = await Promise.all([platform.cli("up"), platform.cli("up")]);
  const [well, refused] = results.toSorted((a, b) => a.code - b.code);
  assert.deepEqual([well?.code, refused?.code], [0, 4], results.map(({ stderr }) => stderr).join("\n"));
  assert.match(refused!.stderr, /process \d+/);
});

test("after everything was killed, down leaves no process", { skip, timeout: 120_000 }, async () => {
  const { supervisor, processes: all } = JSON.parse((await platform.cli("status", ["--json"])).stdout);
  process.kill(supervisor.pid, "SIGKILL");
  const broker = all.find(({ kind }: { kind: string }) => kind === "broker");
  process.kill(broker.pid, "SIGKILL");
  assert.ok(processes().length > 0);
  const down = await platform.cli("down");
  assert.equal(down.code, 0, down.stdout + down.stderr);
  assert.deepEqual(processes(), []);
});

test("a port that is taken is told with the setting that changes it, and nothing is left behind", {
  skip,
}, async () => {
  const server = createServer().listen(platform.port("registry"), "127.0.0.1");
  try {
    const { code, stderr } = await platform.cli("up");
    assert.equal(code, 4, stderr);
    assert.match(stderr, new RegExp(`${platform.port("registry")}.*local\\.ports\\.registry`, "s"));
    assert.deepEqual(processes(), []);
  } finally {
    server.close();
  }
});

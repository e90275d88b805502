/**
 * Two engines, one behaviour: the same suite over the real program and real processes, once with the embedded engine and once
 * with the `pulumi` on PATH; where there is none, that half is skipped by name.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { findOnPath } from "../../infra/find-on-path.ts";
import { Platform } from "../support/platform.ts";

interface Step {
  type: string;
  urn: string;
  step: string;
  resourceType: string;
  name: string;
  changed: string[];
}
const engines = ["embedded", "pulumi"] as const;
const skip = { embedded: false, pulumi: findOnPath("pulumi") ? false : "there is no `pulumi` on PATH" } as const;
const isComponent = (type: string) =>
  /^tributary:(kafka|registry|workload|monitoring):\w*(Cluster|Registry|Workload|Monitoring|Prometheus)$|^pulumi:/.test(
    type,
  );

/** Runs a command with --json. @returns its steps that are finished, without those of components */
async function steps(platform: Platform, command: "up" | "preview" | "refresh", args: string[] = []) {
  const { code, stdout, stderr } = await platform.cli(command, ["--json", ...args]);
  assert.equal(code, 0, `${command}: ${stdout}\n${stderr}\n${platform.logs()}`);
  const events = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const finished = events.filter(({ type }) => type === "step-finished") as Step[];
  const changes = events.find(({ type }) => type === "run-finished").changes as Record<string, number>;
  return {
    all: finished,
    own: finished.filter(({ resourceType, step }) => step !== "same" && !isComponent(resourceType)),
    changes,
  };
}

async function processes(platform: Platform): Promise<{ name: string; pid: number; ready: boolean }[]> {
  return JSON.parse((await platform.cli("status", ["--json"])).stdout).processes;
}

async function until(what: string, seconds: number, condition: () => Promise<boolean>): Promise<void> {
  for (const start = Date.now(); !(await condition()); await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (Date.now() - start > seconds * 1000) throw new Error(`waited ${seconds} s for ${what}`);
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
  } catch {
    return false;
  }
}

/** URNs that each engine gave, to be compared at the end. */
const urns: Partial<Record<(typeof engines)[number], string[]>> = {};

for (const engine of engines) {
  describe(`the ${engine} engine`, { skip: skip[engine], timeout: 600_000 }, () => {
    const basePort = engine === "embedded" ? 21300 : 21350;
    const platform = new Platform({ stack: `engine-${engine}`, basePort, engine, ingest: false });
    after(() => platform.dispose(), { timeout: 120_000 });

    test("preview tells what up would create, and starts nothing", async () => {
      const { own } = await steps(platform, "preview");
      assert.ok(own.length > 10 && own.every(({ step }) => step === "create"));
      assert.deepEqual(await processes(platform), []);
    });

    test("up creates, and a second up changes nothing", async () => {
      const first = await steps(platform, "up");
      urns[engine] = first.all.map(({ urn }) => urn.replaceAll(`engine-${engine}`, "engine")).sort();
      assert.ok(first.own.every(({ step }) => step === "create"));
      const now = await processes(platform);
      assert.deepEqual(now.map(({ name }) => name).sort(), ["kafka-1", "processor-0", "registry"]);
      assert.ok(now.every(({ ready }) => ready));
      const second = await steps(platform, "up");
      assert.deepEqual(second.changes, { same: first.changes["create"] });
    });

    test("a changed setting updates only that resource", async () => {
      platform.change({ workers: 2 });
      const planned = await steps(platform, "preview");
      assert.deepEqual(
        planned.own.map(({ name, step }) => [name, step]),
        [["app-processor-0", "update"]],
      );
      const before = await processes(platform);
      const { own } = await steps(platform, "up");
      assert.deepEqual(
        own.map(({ name, step }) => [name, step]),
        [["app-processor-0", "update"]],
      );
      const after_ = await processes(platform);
      const same = (name: string) =>
        before.find((one) => one.name === name)?.pid === after_.find((one) => one.name === name)?.pid;
      assert.deepEqual([same("kafka-1"), same("registry"), same("processor-0")], [true, true, false]);
    });

    test("a broker that was killed comes back by itself, and refresh finds everything as it was", async () => {
      const pid = (await processes(platform)).find(({ name }) => name === "kafka-1")?.pid;
      assert.ok(pid, "there is a broker");
      process.kill(pid, "SIGKILL");
      await until("the broker", 60, async () => {
        const broker = (await processes(platform)).find(({ name }) => name === "kafka-1");
        return broker !== undefined && broker.pid !== pid && broker.ready;
      });
      await steps(platform, "refresh");
      const { own } = await steps(platform, "up");
      assert.deepEqual(own, []);
    });

    test("after all processes were killed, up starts them again", async () => {
      const { supervisor, processes: all } = JSON.parse((await platform.cli("status", ["--json"])).stdout);
      process.kill(supervisor.pid, "SIGKILL");
      for (const { pid } of all) process.kill(pid, "SIGKILL");
      const { own } = await steps(platform, "up");
      assert.ok(
        own.some(({ name }) => name === "kafka-node-1"),
        JSON.stringify(own),
      );
      const now = await processes(platform);
      assert.ok(
        now.every(({ ready }) => ready),
        JSON.stringify(now),
      );
      assert.deepEqual((await steps(platform, "up")).own, []);
    });

    test("what would lose data is refused with the same code, and nothing changes", async () => {
      platform.change({ replication: 3 });
      const refused = await platform.cli("up");
      assert.equal(refused.code, 2, refused.stdout + refused.stderr);
      platform.change({ replication: undefined });
      assert.deepEqual((await steps(platform, "up")).own, []);
    });

    test("in production what holds data is protected: a down, with a purge or without, is refused whole", async () => {
      const topics = ["events", "processed", "deadLetter"].map((key) => `kafka-topic-${key}`);
      platform.change({ environment: "production", excepted: { "topic-replication": topics } });
      await steps(platform, "up");
      const before = (await processes(platform)).map(({ name, pid }) => [name, pid]);
      for (const args of [[], ["--purge", "--yes"]]) {
        const refused = await platform.cli("down", args);
        assert.equal(refused.code, 5, refused.stdout + refused.stderr);
        assert.match(refused.stderr, /is protected and is not deleted.*environment: development/s);
        const now = (await processes(platform)).map(({ name, pid }) => [name, pid]);
        assert.deepEqual(now, before, "everything still runs");
      }
      platform.change({ environment: "development", excepted: {} });
      await steps(platform, "up");
    });

    test("down stops all, keeps data, and may be called again", async () => {
      const pids = (await processes(platform)).map(({ pid }) => pid);
      const down = await platform.cli("down");
      assert.equal(down.code, 0, down.stdout + down.stderr);
      assert.deepEqual(pids.filter(lives), []);
      assert.ok(existsSync(`${platform.folder}/kafka/node-1`), "data stays");
      assert.equal((await platform.cli("status")).code, 4);
      assert.equal((await platform.cli("down")).code, 0);
    });
  });
}

test("both engines give the same URNs", { skip: skip.pulumi }, () => {
  assert.deepEqual(urns.pulumi, urns.embedded);
});

describe("a stack of the other engine", { skip: skip.pulumi, timeout: 600_000 }, () => {
  const platform = new Platform({ stack: "engine-adopt", basePort: 21300, engine: "embedded", ingest: false });
  after(() => platform.dispose(), { timeout: 120_000 });

  test("is refused with one sentence, or taken over with everything that runs, there and back", async () => {
    await platform.up();
    const before = (await processes(platform)).map(({ name, pid }) => [name, pid]);
    platform.change({ engine: "pulumi" });
    for (const command of ["up", "preview", "down"]) {
      const refused = await platform.cli(command);
      assert.equal(refused.code, 4, refused.stdout);
      assert.match(refused.stderr, /belongs to the embedded engine/);
    }
    await platform.up(["--adopt"]);
    assert.deepEqual((await steps(platform, "up")).own, []);
    assert.deepEqual(
      (await processes(platform)).map(({ name, pid }) => [name, pid]),
      before,
      "no process was started anew",
    );
    platform.change({ engine: "embedded" });
    assert.equal((await platform.cli("up")).code, 4);
    await platform.up(["--adopt"]);
    assert.deepEqual((await steps(platform, "up")).own, []);
    assert.deepEqual(
      (await processes(platform)).map(({ name, pid }) => [name, pid]),
      before,
    );
  });
});

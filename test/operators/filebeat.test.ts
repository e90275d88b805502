/**
 * Filebeat itself, built from its Go module, with the inputs that it is given on a node: while the engine is away nothing is lost that was on
 * disk, also when Filebeat is killed and files are rotated meanwhile, and nothing is told twice when it was acknowledged.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request as ask, createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stringify } from "yaml";
import { until } from "../../app/test/integration/processes.ts";
import { fileInput, origin } from "../../components/logging/collect/filebeat.ts";
import { streamOf } from "../../components/logging/names.ts";
import { loggingRequests } from "../../components/logging/templates/requests.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import { Engine, noEngine } from "../components/logging/engine.ts";
import { builtOnce, go } from "../kubernetes/control-plane/go.ts";

const STACK = "files";
const FRONT = 26_760;
const module = join(import.meta.dirname, "filebeat");
const skip: string | false = (await noEngine()) ?? (findOnPath("go") === undefined ? "go is not on PATH" : false);

describe("Filebeat itself", { skip }, () => {
  const engine = new Engine(26_750);
  const home = mkdtempSync(join(tmpdir(), "tributary-filebeat-"));
  const log = join(home, "kafka.log");
  let program: string;
  let child: ChildProcess | undefined;

  const prepare = async () => {
    for (const { path, body } of loggingRequests({ retentionDays: 1, replicas: 0 })) {
      if (path.startsWith("_security") || path.endsWith("_lifecycle")) continue;
      const known: any = structuredClone(body);
      if (path.includes("settings")) delete known.template.settings.index.mode;
      if (path.startsWith("_index_template")) known.template = {};
      assert.equal((await engine.ask("PUT", path, known)).status, 200, path);
    }
  };

  /** The engine, but for what Filebeat asks Elasticsearch before it sends: its version, and a licence, which OpenSearch has not. */
  const said9: Record<string, object> = {
    "/": { version: { number: "9.5.2" }, tagline: "You Know, for Search" },
    "/_license": { license: { status: "active", uid: "test", type: "basic", mode: "basic" } },
  };
  const front = createServer((request, response) => {
    const own = said9[request.url?.split("?")[0] ?? ""];
    if (own !== undefined) {
      response.writeHead(200, { "content-type": "application/json", "x-elastic-product": "Elasticsearch" });
      return response.end(JSON.stringify(own));
    }
    const { method, headers, url } = request;
    const passed = ask(`${engine.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });

  before(
    async () => {
      await new Promise<void>((resolve) => front.listen(FRONT, "127.0.0.1", resolve));
      program = join(
        await builtOnce("filebeat-1630b57ceb2e", async (folder) => {
          await go(module, ["build", "-trimpath", "-ldflags", "-s -w", "-o", join(folder, "filebeat"), "."]);
        }),
        "filebeat",
      );
      await engine.start();
      await prepare();
      const config = {
        "filebeat.inputs": [fileInput("kafka", [`${log}*`], origin("kafka", STACK))],
        // Its templates are there.
        "output.elasticsearch": {
          hosts: [`http://127.0.0.1:${FRONT}`],
          index: streamOf("kafka", STACK),
          "backoff.max": "2s",
        },
        "setup.template.enabled": false,
        "setup.ilm.enabled": false,
        "queue.disk": { max_size: "100MB" },
        "logging.level": "warning",
      };
      mkdirSync(join(home, "data"));
      writeFileSync(join(home, "filebeat.yml"), stringify(config), { mode: 0o600 });
      writeFileSync(log, "");
    },
    { timeout: 3_600_000 },
  );
  after(async () => {
    await end("SIGKILL");
    front.closeAllConnections();
    front.close();
    await engine.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  let said = "";
  function start(): void {
    child = spawn(
      program,
      ["-e", "-c", join(home, "filebeat.yml"), "--path.home", home, "--path.data", join(home, "data")],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    child.stderr!.on("data", (data) => {
      said = `${said}${data}`.slice(-4_000);
    });
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await ended;
  }

  let written = 0;
  const write = (count: number): void => {
    const line = () =>
      `2026-11-27T19:03:23.743 INFO UnifiedLog line ${written++} of partition login-events-3, client 203.0.113.77\n`;
    appendFileSync(log, Array.from({ length: count }, line).join(""));
  };
  /** How often each line is stored. */
  async function stored(): Promise<Map<string, number>> {
    await engine.ask("POST", `${streamOf("kafka", STACK)}/_refresh`);
    const query = { size: 10_000, _source: ["message"] };
    const { body } = await engine.ask("POST", `${streamOf("kafka", STACK)}/_search`, query);
    const counts = new Map<string, number>();
    for (const { _source } of body.hits?.hits ?? [])
      counts.set(_source.message, (counts.get(_source.message) ?? 0) + 1);
    return counts;
  }
  const all = (seconds: number) =>
    until(`${written} lines are stored`, seconds, async () => {
      const counts = await stored().catch(() => new Map<string, number>());
      return counts.size === written && counts;
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${said}`);
    });

  test("what was written while the engine was away is there when it is back, each line once, masked", {
    timeout: 600_000,
  }, async () => {
    start();
    write(500);
    const first = await all(120);
    assert.ok([...first.values()].every((count) => count === 1));
    assert.ok([...first.keys()].every((message) => message.endsWith("client 203.0.113.0")));

    await engine.stop();
    write(1_000);
    // A file that is full is renamed, and another begins, as a kubelet does it.
    renameSync(log, `${log}.1`);
    writeFileSync(log, "");
    write(500);
    await end("SIGKILL");
    write(200);
    start();
    write(300);
    await engine.start();
    const counts = await all(180);
    assert.equal(counts.size, 2_500);
    const twice = [...counts.values()].filter((count) => count > 1).length;
    assert.equal(twice, 0, "nothing was acknowledged and told again");
  });
});

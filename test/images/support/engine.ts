/** A Docker engine of the test's own: its data, its socket, and networks that only its containers are in. Nothing of it is left. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Docker, docker, findDocker } from "../../../infra/images/docker.ts";
import { until } from "../../support/reader.ts";

export class Engine {
  readonly docker: Docker;
  /** For files of the test, gone with the engine. */
  readonly folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, client: Docker, child: ChildProcess) {
    this.folder = folder;
    this.docker = client;
    this.#child = child;
  }

  static async start(): Promise<Engine> {
    const folder = mkdtempSync(join(tmpdir(), "images-"));
    const socket = `unix://${folder}/docker.sock`;
    writeFileSync(join(folder, "daemon.json"), "{}");
    const log = join(folder, "dockerd.log");
    const output = openSync(log, "w");
    const flags = [
      ...["--config-file", `${folder}/daemon.json`, "--host", socket, "--pidfile", `${folder}/docker.pid`],
      ...["--data-root", `${folder}/data`, "--exec-root", `${folder}/exec`],
      // The machine's own networks and rules stay as they are: published ports are a process', and nothing reaches further.
      ...["--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"],
      ...["--log-level", "warn"],
    ];
    const child = spawn("dockerd", flags, { stdio: ["ignore", output, output] });
    closeSync(output);
    const client = await findDocker({ ...process.env, DOCKER_HOST: socket });
    const engine = new Engine(folder, client, child);
    try {
      await until("the engine answers", 60, async () => {
        if (child.exitCode !== null) throw new Error("dockerd ended");
        return docker(client, ["info", "--format", "{{.ServerVersion}}"]);
      });
      return engine;
    } catch (error) {
      const words = readFileSync(log, "utf8").trim().split("\n").slice(-15).join("\n");
      await engine.stop();
      throw new Error(`${(error as Error).message}\n${words}`);
    }
  }

  /** Runs a command of docker to its end. */
  run(...args: string[]): Promise<string> {
    return docker(this.docker, args);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill("SIGTERM");
      await once(this.#child, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

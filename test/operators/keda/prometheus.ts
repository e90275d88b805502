/** A Prometheus that scrapes nothing: queries of constants are answered, and those of metrics find none. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";

export const noPrometheus = findOnPath("prometheus") ? false : "there is no `prometheus` on PATH";

export class EmptyPrometheus {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  /** @param folder of its own files, which whoever made it removes */
  static async start(folder: string, port: number): Promise<EmptyPrometheus> {
    mkdirSync(folder, { recursive: true });
    const config = join(folder, "prometheus.yml");
    writeFileSync(config, "global: {}\n");
    const address = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const prometheus = new EmptyPrometheus(address, spawn("prometheus", args, { stdio: "ignore" }));
    await until("Prometheus is ready", 30, async () => (await fetch(`${address}/-/ready`)).ok);
    return prometheus;
  }

  async dispose(): Promise<void> {
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}

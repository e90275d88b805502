/** A real Prometheus on a week of made-up figures, a sample a minute. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../reader.ts";
import { DAY, STACK, STEPS, series, type Value } from "./series.ts";

export interface Answer {
  /** Series, or one value of each. */
  result: { metric: Record<string, string>; values?: [number, string][]; value?: [number, string] }[];
  ms: number;
}

/** A day's or the week's values. */
function textsOf(value: Value): string[] {
  const [of, length] = "daily" in value ? [value.daily, DAY] : [value.weekly, STEPS];
  return Array.from({ length }, (_, minute) => String(Math.round(of(minute) * 1e5) / 1e5));
}

export class Week {
  /** Unix time of the last sample, seconds. */
  readonly end = Math.floor(Date.now() / 60_000) * 60;
  readonly start = this.end - (STEPS - 1) * 60;
  readonly #folder = mkdtempSync(join(tmpdir(), "tributary-week-"));
  readonly #url: string;
  readonly #port: number;
  #server: ChildProcess | undefined;

  /** @param port that Prometheus may use on 127.0.0.1 */
  constructor(port: number) {
    this.#port = port;
    this.#url = `http://127.0.0.1:${port}/api/v1`;
  }

  /** Makes the blocks. @param names of the metrics @returns how many series and samples, and how long it took in seconds */
  async make(names: ReadonlySet<string>): Promise<{ series: number; samples: number; seconds: number }> {
    const began = performance.now();
    const text = join(this.#folder, "week.txt");
    const count = await this.#write(text, names);
    // One block of the longest length: promtool reads the text anew for each.
    const flags = ["tsdb", "create-blocks-from", "--max-block-duration=480h", "openmetrics", text, this.#data];
    const { status, stderr } = spawnSync("promtool", flags, { encoding: "utf8" });
    if (status !== 0) throw new Error(`promtool: ${stderr}`);
    rmSync(text);
    return { series: count, samples: count * STEPS, seconds: (performance.now() - began) / 1000 };
  }

  get #data() {
    return join(this.#folder, "data");
  }

  async #write(file: string, names: ReadonlySet<string>): Promise<number> {
    const times = Array.from({ length: STEPS }, (_, step) => ` ${this.start + step * 60}\n`);
    const all = await series(names);
    const out = openSync(file, "w");
    for (const { name, labels, value } of all) {
      const pairs = Object.entries({ stack: STACK, ...labels }).map(([key, text]) => `${key}="${text}"`);
      const selector = `${name}{${pairs.join(",")}} `;
      const texts = textsOf(value);
      let lines = "";
      for (let step = 0; step < STEPS; step++) lines += selector + texts[step % texts.length] + times[step];
      writeSync(out, lines);
    }
    writeSync(out, "# EOF\n");
    closeSync(out);
    return all.length;
  }

  async serve(): Promise<void> {
    const config = join(this.#folder, "prometheus.yml");
    writeFileSync(config, "");
    this.#server = spawn(
      "prometheus",
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${this.#data}`,
        "--storage.tsdb.retention.time=60d",
        `--web.listen-address=127.0.0.1:${this.#port}`,
      ],
      { stdio: "ignore" },
    );
    await until("Prometheus is ready", 60, async () => {
      const answer = await fetch(this.#url.replace("/api/v1", "/-/ready")).catch(() => undefined);
      return answer?.ok === true;
    });
  }

  /** Over the whole week, a point each ten minutes, as a panel of a thousand pixels asks. */
  overTheWeek(query: string): Promise<Answer> {
    return this.#ask("query_range", { query, start: `${this.start}`, end: `${this.end}`, step: "600" });
  }

  /** At the week's end. */
  now(query: string): Promise<Answer> {
    return this.#ask("query", { query, time: `${this.end}` });
  }

  /** What a variable would be offered. */
  async labelValues(label: string, match: string): Promise<{ values: string[]; ms: number }> {
    const began = performance.now();
    const url = `${this.#url}/label/${label}/values?${new URLSearchParams({ "match[]": match, start: `${this.start}`, end: `${this.end}` })}`;
    const { data } = (await (await fetch(url)).json()) as { data: string[] };
    return { values: data, ms: performance.now() - began };
  }

  async #ask(path: string, parameters: Record<string, string>): Promise<Answer> {
    const began = performance.now();
    const body = new URLSearchParams(parameters);
    const answer = await fetch(`${this.#url}/${path}`, { method: "POST", body });
    const { data, error } = (await answer.json()) as { data?: Pick<Answer, "result">; error?: string };
    if (data === undefined) throw new Error(`${error}: ${parameters["query"]}`);
    return { result: data.result, ms: performance.now() - began };
  }

  async dispose(): Promise<void> {
    const server = this.#server;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

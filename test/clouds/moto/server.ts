/** moto: a server that plays AWS, on this machine alone. In an environment of Python of its own, with packages by checksum, in the project's cache. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { until } from "../../../app/test/integration/processes.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { builtOnce } from "../../kubernetes/control-plane/go.ts";

const run = promisify(execFile);
const here = import.meta.dirname;
const requirements = join(here, "requirements.txt");
const text = readFileSync(requirements, "utf8");
export const MOTO = /^moto==(\S+)/m.exec(text)![1]!;

/** The environment's Python, or a sentence that says why there is none here. */
export async function pythonOrReason(): Promise<{ python: string } | string> {
  if (findOnPath("python3") === undefined) return "moto needs python3 with pip and venv on PATH.";
  // Of the list's content: a changed one makes another environment.
  const name = `${MOTO}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
  try {
    return { python: join(await builtOnce(join("moto", name), install), "bin", "python") };
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    if (/DO NOT MATCH THE HASHES/i.test(said)) throw new Error(`moto ${MOTO}: ${said}`);
    return `moto needs pip and a package index: ${said.trim().split("\n").at(-1)}`;
  }
}

async function install(folder: string): Promise<void> {
  await run("python3", ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"];
  await run(join(folder, "bin", "python"), [...pip, "--requirement", requirements], { maxBuffer: 16 * 1_048_576 });
}

/** `missing`: the server does not have that operation. */
export type Answer = { answer: any } | { code: string; status: number; message: string; missing: boolean };

export class Moto {
  readonly #url: string;
  readonly #server: ChildProcess;
  readonly #sender: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting: ((line: string) => void)[] = [];
  /** What the server said since the last request. */
  #said = "";

  private constructor(url: string, server: ChildProcess, sender: ChildProcess) {
    this.#url = url;
    // Also when the tests themselves fail.
    process.once("exit", () => this.stop());
    this.#server = server;
    this.#sender = sender;
    server.stderr!.on("data", (part) => {
      this.#said += part;
    });
    this.#lines = createInterface({ input: sender.stdout! });
    this.#lines.on("line", (line) => this.#waiting.shift()?.(line));
    sender.once("exit", () => {
      for (const tell of this.#waiting.splice(0))
        tell(JSON.stringify({ code: "Ended", status: 0, message: "send.py ended" }));
    });
  }

  /** @param port of 127.0.0.1 */
  static async start(python: string, port: number, region: string): Promise<Moto> {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_EC2_METADATA_DISABLED: "true" };
    const url = `http://127.0.0.1:${port}`;
    const answers = async () => (await fetch(`${url}/moto-api/data.json`)).ok;
    if (await answers().catch(() => false)) throw new Error(`another moto answers on port ${port}`);
    const server = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
      // With AWS' own policies: one that is not there cannot be attached.
      env: { ...env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const sender = spawn(python, [join(here, "send.py"), url, region], { env, stdio: ["pipe", "pipe", "inherit"] });
    const moto = new Moto(url, server, sender);
    try {
      await until("moto", 60, answers);
    } catch (error) {
      moto.stop();
      throw error;
    }
    return moto;
  }

  async send(service: string, operation: string, request: object): Promise<Answer> {
    if (this.#sender.exitCode !== null) throw new Error("send.py ended");
    this.#said = "";
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#sender.stdin!.write(`${JSON.stringify({ service, operation, request })}\n`);
    });
    const answer = JSON.parse(line) as Answer;
    if ("answer" in answer) return answer;
    // Either there is no such address, or something behind it says that it is not there, or not in this region.
    const noAddress = answer.status === 404 && answer.message.includes("<title>404 Not Found");
    const reason = answer.status === 500 ? await this.#reason() : undefined;
    const unknown =
      answer.status === 501 ||
      (answer.status === 500 && /NotImplementedError|KeyError: '[a-z]+-[a-z]+-\d'/.test(reason ?? ""));
    const message = answer.message.replace(/\s*<!doctype html>[\s\S]*/, reason ? ` ${reason}` : "");
    return { ...answer, message, missing: noAddress || unknown };
  }

  /** As it was at its start. */
  async reset(): Promise<void> {
    await fetch(`${this.#url}/moto-api/reset`, { method: "POST" });
  }

  /** Of an answer of which nothing but its status says anything; it may come after the answer. */
  async #reason(): Promise<string | undefined> {
    for (let tries = 0; tries < 40; tries++) {
      const found = this.#said.match(/^\w+(?:Error|Exception)\b.*$/gm)?.at(-1);
      if (found) return found;
      await sleep(50);
    }
    return undefined;
  }

  stop(): void {
    this.#lines.close();
    this.#sender.kill("SIGKILL");
    this.#server.kill("SIGKILL");
  }
}

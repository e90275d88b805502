/** A node of OpenSearch from its locked jars, in this test's own folder: what Elasticsearch and it have in common runs on it. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureArtifacts, findJava, type Java } from "../../../components/local/java/index.ts";

/** OpenSearch 3 takes no older one. */
export const JAVA = 21;

/** Why it cannot be started here; undefined: it can. */
export async function noEngine(): Promise<string | undefined> {
  try {
    await findJava(JAVA);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export interface Answer {
  status: number;
  body: any;
}

export class Engine {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "tributary-engine-"));
  readonly #ports: [http: number, transport: number];
  #child: ReturnType<typeof spawn> | undefined;

  /** @param port of HTTP; the next one is the transport's */
  constructor(port: number) {
    this.#ports = [port, port + 1];
    this.url = `http://127.0.0.1:${port}`;
    mkdirSync(join(this.#folder, "config"));
  }

  /** Also again, on the same data. */
  async start(): Promise<void> {
    const java = await findJava(JAVA);
    const { classpath } = await ensureArtifacts("opensearch-3.8.0");
    const classes = compiled(java, classpath, this.#folder, "Engine");
    const child = spawn(
      java.command,
      [
        "-Xms256m",
        "-Xmx512m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        [classes, ...classpath].join(delimiter),
        "Engine",
        this.#folder,
        ...this.#ports.map(String),
      ],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    this.#child = child;
    let said = "";
    child.stderr.on("data", (data) => {
      said = `${said}${data}`.slice(-4_000);
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (data) => String(data).includes("started") && resolve());
      child.once("exit", (code) => reject(new Error(`OpenSearch ended with ${code}.\n${said}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin!.end();
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param body JSON, or lines of it */
  async ask(method: string, path: string, body?: object | string): Promise<Answer> {
    const sent = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`${this.url}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: sent!, headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  }
}

/** @param name of a program in java/ @returns the folder of its classes */
export function compiled({ command }: Java, classpath: string[], folder: string, name: string): string {
  const classes = join(folder, "classes");
  const source = new URL(`./java/${name}.java`, import.meta.url).pathname;
  const compiler = ["--module", "jdk.compiler/com.sun.tools.javac.Main", "-nowarn", "-proc:none"];
  execFileSync(command, [...compiler, "-cp", classpath.join(delimiter), "-d", classes, source], { stdio: "pipe" });
  return classes;
}

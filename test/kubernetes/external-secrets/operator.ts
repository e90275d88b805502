/** External Secrets Operator itself, of the chart's version, against a control plane of the tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { externalSecrets } from "../../../infra/versions.ts";
import { builtOnce, go } from "../control-plane/go.ts";

const here = import.meta.dirname;
const MODULE = "github.com/external-secrets/external-secrets";

/** Takes minutes the first time, and nothing later. @returns the program */
export async function ensureOperator(say: (line: string) => void = console.error): Promise<string> {
  const folder = await builtOnce(join("external-secrets", externalSecrets.version), async (building) => {
    say(`Building External Secrets Operator ${externalSecrets.version}: some minutes, once`);
    const overlay = join(building, "overlay.json");
    writeFileSync(overlay, JSON.stringify({ Replace: await replacements() }));
    await go(here, [
      "build",
      "-overlay",
      overlay,
      "-ldflags",
      "-s -w",
      "-o",
      join(building, "external-secrets"),
      MODULE,
    ]);
  });
  return join(folder, "external-secrets");
}

/** Files of the operator's list of providers and generators: one is ours, the others are left out. */
async function replacements(): Promise<Record<string, string>> {
  const { Dir } = JSON.parse(await go(here, ["list", "-m", "-json", MODULE])) as { Dir: string };
  const folder = join(Dir, "pkg", "register");
  const files = readdirSync(folder).filter((name) => name.endsWith(".go"));
  return Object.fromEntries(
    files.map((name) => [join(folder, name), name === "kubernetes.go" ? join(here, "register.go") : ""]),
  );
}

export class RunningOperator {
  readonly #child: ChildProcess;
  readonly #log: string;

  private constructor(child: ChildProcess, log: string) {
    this.#child = child;
    this.#log = log;
  }

  /**
   * With the arguments that the chart gives it for the values of operatorValues.
   * @param port the first of two
   * @param folder for its log
   */
  static async start(kubeconfig: string, namespace: string, port: number, folder: string): Promise<RunningOperator> {
    const program = await ensureOperator();
    mkdirSync(folder, { recursive: true });
    const log = join(folder, "external-secrets.log");
    const output = openSync(log, "a");
    const args = [
      `--namespace=${namespace}`,
      "--enable-cluster-store-reconciler=false",
      "--enable-cluster-external-secret-reconciler=false",
      "--enable-cluster-push-secret-reconciler=false",
      "--concurrent=1",
      `--metrics-addr=127.0.0.1:${port}`,
      `--live-addr=127.0.0.1:${port + 1}`,
    ];
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], KUBECONFIG: kubeconfig };
    const operator = new RunningOperator(spawn(program, args, { env, stdio: ["ignore", output, output] }), log);
    try {
      await until("the operator is ready", 60, async () => (await fetch(`http://127.0.0.1:${port + 1}/readyz`)).ok);
    } catch (error) {
      const said = operator.said();
      await operator.stop();
      throw new Error(`${String(error)}\n${said}`);
    }
    return operator;
  }

  said(): string {
    return readFileSync(this.#log, "utf8");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}

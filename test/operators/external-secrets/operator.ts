/** External Secrets Operator itself, against a control plane of the tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { builtOnce, go } from "../../kubernetes/control-plane/go.ts";

const here = import.meta.dirname;
const MODULE = "github.com/external-secrets/external-secrets";

/** The newest of which there is a Go module that stands alone; the chart's operator is newer (docs/verification.md). */
const VERSION = /external-secrets (v\S+)/.exec(readFileSync(join(here, "go.mod"), "utf8"))![1]!;

/** Takes minutes the first time, and nothing later. @returns the program */
export async function ensureOperator(say: (line: string) => void = console.error): Promise<string> {
  const folder = await builtOnce(join("external-secrets", VERSION), async (building) => {
    say(`Building External Secrets Operator ${VERSION}: some minutes, once`);
    const { Dir } = JSON.parse(await go(here, ["mod", "download", "-json", MODULE])) as { Dir: string };
    const source = mkdtempSync(join(tmpdir(), "external-secrets-"));
    try {
      cpSync(Dir, source, { recursive: true });
      chmodSync(source, 0o755);
      for (const kind of ["provider", "generator"]) replaceList(join(source, "pkg", kind, "register"));
      await go(source, ["build", "-trimpath", "-ldflags", "-s -w", "-o", join(building, "external-secrets"), "."]);
    } finally {
      rmSync(source, { recursive: true, force: true });
    }
  });
  return join(folder, "external-secrets");
}

/** Ours instead of the operator's list of providers or generators; what is copied of the cache is not writable. */
function replaceList(folder: string): void {
  chmodSync(folder, 0o755);
  const file = join(folder, "register.go");
  rmSync(file);
  cpSync(join(here, "register.go"), file);
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
   * @param port of its metrics
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
    ];
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], KUBECONFIG: kubeconfig };
    const operator = new RunningOperator(spawn(program, args, { env, stdio: ["ignore", output, output] }), log);
    try {
      await until("the operator", 60, async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).ok);
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

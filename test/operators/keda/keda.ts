/** KEDA itself on a control plane of a test: its operator and its metrics server, built from its Go module. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { servedHere } from "../../kubernetes/control-plane/aggregation.ts";
import type { ControlPlane } from "../../kubernetes/control-plane/control-plane.ts";
import { builtOnce, go } from "../../kubernetes/control-plane/go.ts";

/** As go.mod of this folder has it. */
export const KEDA = /kedacore\/keda\/v2 v(\S+)/.exec(readFileSync(new URL("go.mod", import.meta.url), "utf8"))![1]!;
const MODULE = "github.com/kedacore/keda/v2";
/** Where it is said to run. */
export const KEDA_NAMESPACE = "keda";
const METRICS_SERVICE = "keda-operator-metrics-apiserver";

/**
 * Takes minutes the first time, as KEDA has the clients of all that it can look at, and nothing later.
 * @param say is told so
 */
async function ensureKeda(say: (line: string) => void): Promise<{ operator: string; adapter: string }> {
  const folder = await builtOnce(join("keda", KEDA), async (building) => {
    say(`Building KEDA ${KEDA}: some minutes, once`);
    const programs = ["operator", "adapter"].map((name) => `${MODULE}/cmd/${name}`);
    await go(import.meta.dirname, ["build", "-ldflags", "-s -w", "-o", `${building}/`, ...programs]);
  });
  return { operator: join(folder, "operator"), adapter: join(folder, "adapter") };
}

/** A file of KEDA's module, such as config/crd/bases/keda.sh_scaledobjects.yaml. */
export async function kedaSource(): Promise<(path: string) => string> {
  const { Dir } = JSON.parse(await go(import.meta.dirname, ["mod", "download", "-json", `${MODULE}@v${KEDA}`])) as {
    Dir: string;
  };
  return (path) => readFileSync(join(Dir, path), "utf8");
}

export class Keda {
  readonly #plane: ControlPlane;
  readonly #port: number;
  readonly #children: { name: string; child: ChildProcess }[] = [];

  private constructor(plane: ControlPlane, port: number) {
    this.#plane = plane;
    this.#port = port;
  }

  /**
   * Its definitions must be there.
   * @param port the first of five
   * @param watched namespace whose objects it looks after
   */
  static async start(
    plane: ControlPlane,
    { port, watched, say = console.error }: { port: number; watched: string; say?: (line: string) => void },
  ): Promise<Keda> {
    const { operator, adapter } = await ensureKeda(say);
    const keda = new Keda(plane, port);
    try {
      await keda.#up(operator, adapter, watched);
      return keda;
    } catch (error) {
      await keda.dispose();
      throw new Error(`${String(error)}\n${keda.lastWords()}`);
    }
  }

  /** Everything that a part of it wrote. */
  log(name: "operator" | "adapter"): string {
    return existsSync(this.#file(name)) ? readFileSync(this.#file(name), "utf8") : "";
  }

  /** What Prometheus is told by a part of it. */
  async told(name: "operator" | "adapter"): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#port + (name === "operator" ? 4 : 3)}/metrics`);
    return answer.text();
  }

  /** The last lines of both. */
  lastWords(): string {
    const last = (name: "operator" | "adapter") => this.log(name).trimEnd().split("\n").slice(-25).join("\n");
    return `operator:\n${last("operator")}\nadapter:\n${last("adapter")}`;
  }

  async dispose(): Promise<void> {
    for (const { child } of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }

  async #up(operator: string, adapter: string, watched: string): Promise<void> {
    const port = this.#port;
    const { api, folder, kubeconfig } = this.#plane;
    const served = await servedHere("external.metrics.k8s.io", {
      name: METRICS_SERVICE,
      namespace: KEDA_NAMESPACE,
      port: port + 2,
    });
    const certificates = join(folder, "keda");
    mkdirSync(certificates);
    const write = (name: string, text: string) => writeFileSync(join(certificates, name), text, { mode: 0o600 });
    write("ca.crt", served.authority.certificate);
    write("tls.crt", served.pair.certificate);
    write("tls.key", served.pair.key);
    await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: KEDA_NAMESPACE } });
    for (const object of served.objects) await api.apply(object);

    const env = {
      KUBECONFIG: kubeconfig,
      POD_NAME: "keda",
      POD_NAMESPACE: KEDA_NAMESPACE,
      // In a pod it is read from the service account's token.
      KEDA_CLUSTER_OBJECT_NAMESPACE: KEDA_NAMESPACE,
      WATCH_NAMESPACE: watched,
    };
    const metrics = `127.0.0.1:${port}`;
    this.#run(operator, "operator", env, [
      `--cert-dir=${certificates}`,
      `--metrics-service-bind-address=${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${port + 1}`,
      // As the chart says with kedaValues.
      "--enable-prometheus-metrics=true",
      `--metrics-bind-address=127.0.0.1:${port + 4}`,
    ]);
    this.#run(adapter, "adapter", env, [
      ...["lister", "authentication", "authorization"].map((what) => `--${what}-kubeconfig=${kubeconfig}`),
      "--bind-address=127.0.0.1",
      `--secure-port=${port + 2}`,
      `--port=${port + 3}`,
      `--cert-dir=${certificates}`,
      `--tls-cert-file=${join(certificates, "tls.crt")}`,
      `--tls-private-key-file=${join(certificates, "tls.key")}`,
      `--metrics-service-address=${metrics}`,
    ]);
    await until("KEDA's operator is ready", 60, async () => (await fetch(`http://127.0.0.1:${port + 1}/readyz`)).ok);
    const service = served.objects.find(({ kind }) => kind === "APIService")!;
    await until("KEDA answers for metrics", 60, async () => {
      const { status } = await api.get(service);
      return status.conditions?.some(({ type, status: is }: any) => type === "Available" && is === "True") ?? false;
    });
  }

  #file(name: string): string {
    return join(this.#plane.folder, `keda-${name}.log`);
  }

  #run(command: string, name: "operator" | "adapter", env: Record<string, string>, args: string[]): void {
    const log = openSync(this.#file(name), "a");
    const child = spawn(command, args, { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", log, log] });
    this.#children.push({ name, child });
  }
}

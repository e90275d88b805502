/**
 * A real control plane on loopback: etcd, kube-apiserver, kube-controller-manager and kube-scheduler, with nodes of three zones on which
 * KWOK says that pods run. Everything that a cluster judges is judged; nothing is pulled and no container starts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { aggregationFlags } from "./aggregation.ts";
import { Api, type KubeObject } from "./api.ts";
import { type Binaries, ensureBinaries } from "./binaries.ts";

export const ZONES = ["zone-a", "zone-b", "zone-c"] as const;

export interface ControlPlaneOptions {
  /** The first of ten ports. */
  port: number;
  /** Default: 2. */
  nodesAZone?: number;
  say?: (line: string) => void;
}

export class ControlPlane {
  readonly folder = mkdtempSync(join(tmpdir(), "control-plane-"));
  readonly #children: { name: string; child: ChildProcess }[] = [];
  readonly #token = randomBytes(16).toString("hex");
  readonly #port: number;
  readonly #nodesAZone: number;
  #api: Api | undefined;

  private constructor(port: number, nodesAZone: number) {
    this.#port = port;
    this.#nodesAZone = nodesAZone;
  }

  /** Takes about ten seconds, and minutes the very first time. */
  static async start({ port, nodesAZone = 2, say = console.error }: ControlPlaneOptions): Promise<ControlPlane> {
    const binaries = await ensureBinaries(say);
    const plane = new ControlPlane(port, nodesAZone);
    try {
      await plane.#up(binaries);
      return plane;
    } catch (error) {
      const told = plane.#lastWords();
      await plane.dispose();
      throw new Error(`${String(error)}\n${told}`);
    }
  }

  get api(): Api {
    return this.#api!;
  }
  get kubeconfig(): string {
    return join(this.folder, "kubeconfig");
  }

  async dispose(): Promise<void> {
    for (const { child } of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #up({ etcd, apiserver, controllerManager, scheduler, kwok, stages }: Binaries): Promise<void> {
    const port = (index: number): number => this.#port + index;
    const file = (name: string): string => join(this.folder, name);
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(file("sa.key"), key.privateKey.export({ type: "pkcs1", format: "pem" }));
    writeFileSync(file("sa.pub"), key.publicKey.export({ type: "spki", format: "pem" }));
    writeFileSync(file("tokens.csv"), `${this.#token},admin,admin,system:masters\n`, { mode: 0o600 });
    const client = `http://127.0.0.1:${port(0)}`;
    const peer = `http://127.0.0.1:${port(1)}`;
    this.#run(etcd, "etcd", [
      ...["--data-dir", file("etcd"), "--unsafe-no-fsync"],
      ...["--listen-client-urls", client, "--advertise-client-urls", client],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `default=${peer}`],
    ]);
    this.#run(apiserver, "kube-apiserver", [
      `--etcd-servers=${client}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port(2)}`,
      `--cert-dir=${file("certificates")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${file("sa.pub")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      `--token-auth-file=${file("tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.96.0.0/16",
      // There is no address that others could reach this server by.
      "--endpoint-reconciler-type=none",
      // Takes etcd 3.5 (Debian's is 3.4). KWOK's watches from version 0 count as such and would be ended at once; it then looks for pods
      // after ever longer pauses, of up to a minute.
      "--feature-gates=WatchList=false",
      ...(await aggregationFlags(this.folder)),
    ]);
    const url = `https://127.0.0.1:${port(2)}`;
    const certificate = join(file("certificates"), "apiserver.crt");
    await until("kube-apiserver", 60, async () => {
      this.#api = new Api(url, this.#token, readFileSync(certificate, "utf8"));
      return (await this.#api.send("GET", "/readyz")) === "ok";
    });
    writeFileSync(this.kubeconfig, kubeconfigOf(url, certificate, this.#token), { mode: 0o600 });
    const common = [`--kubeconfig=${this.kubeconfig}`, "--leader-elect=false", "--bind-address=127.0.0.1"];
    this.#run(controllerManager, "kube-controller-manager", [
      ...common,
      `--secure-port=${port(3)}`,
      `--cert-dir=${file("controller-manager")}`,
      // KWOK never calls pods ready again whose node was called lost, be it because a busy machine renewed a lease late.
      "--node-monitor-grace-period=1h",
      `--service-account-private-key-file=${file("sa.key")}`,
      `--root-ca-file=${certificate}`,
      // Metrics are looked at each second instead of each fifteenth, and pods count from their start, so that tests need not wait.
      "--horizontal-pod-autoscaler-sync-period=1s",
      "--horizontal-pod-autoscaler-cpu-initialization-period=0s",
      "--horizontal-pod-autoscaler-initial-readiness-delay=0s",
    ]);
    this.#run(scheduler, "kube-scheduler", [...common, `--secure-port=${port(4)}`, `--cert-dir=${file("scheduler")}`]);
    this.#run(kwok, "kwok", [
      `--kubeconfig=${this.kubeconfig}`,
      "--manage-all-nodes=true",
      "--node-ip=127.0.0.1",
      // Without leases that are renewed the controllers call every node lost after a minute.
      "--node-lease-duration-seconds=40",
      ...stages.flatMap((stage) => ["--config", stage]),
    ]);
    for (const zone of ZONES)
      for (let index = 1; index <= this.#nodesAZone; index += 1)
        await this.api.create(nodeOf(`${zone}-${index}`, zone));
    await until("nodes that are ready", 60, async () => {
      const nodes = await this.api.list("v1", "Node");
      return nodes.length === ZONES.length * this.#nodesAZone && nodes.every(isReady);
    });
    // Pods cannot be made before the account that they run as is.
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace: "default" } };
    await until("the default service account", 30, async () => (await this.api.get(account)) !== undefined);
  }

  #run(command: string, name: string, args: string[]): void {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    this.#children.push({ name, child: spawn(command, args, { stdio: ["ignore", log, log] }) });
  }

  #lastWords(): string {
    const dead = this.#children.filter(({ child }) => child.exitCode !== null);
    return (dead.length > 0 ? dead : this.#children)
      .map(
        ({ name }) =>
          `${name}:\n${readFileSync(join(this.folder, `${name}.log`), "utf8")
            .split("\n")
            .slice(-12)
            .join("\n")}`,
      )
      .join("\n");
  }
}

function nodeOf(name: string, zone: string): KubeObject {
  const labels = {
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "topology.kubernetes.io/region": "region-1",
    "topology.kubernetes.io/zone": zone,
  };
  const room = { cpu: "16", memory: "64Gi", pods: "110", "ephemeral-storage": "200Gi" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels, annotations: { "kwok.x-k8s.io/node": "fake" } },
    status: { allocatable: room, capacity: room },
  };
}

function isReady({ status }: KubeObject): boolean {
  return status.conditions?.some(({ type, status: is }: any) => type === "Ready" && is === "True") ?? false;
}

/** JSON is YAML. */
function kubeconfigOf(server: string, certificate: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority": certificate } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  });
}

/** The programs of a control plane: built once from Go modules of pinned versions, kept in the project's cache, and etcd of the system. */
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { builtOnce, go } from "./go.ts";

/** As go.mod of this folder has it. */
export const KUBERNETES = /k8s\.io\/kubernetes (v\S+)/.exec(
  readFileSync(new URL("go.mod", import.meta.url), "utf8"),
)![1]!;
/** github.com/kubernetes-sigs/kwok: nodes and pods that only say that they run. */
const KWOK = "v0.8.0";
const here = import.meta.dirname;
const programs = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

export interface Binaries {
  etcd: string;
  apiserver: string;
  controllerManager: string;
  scheduler: string;
  kwok: string;
  /** Files that say what KWOK does with nodes and pods. */
  stages: string[];
}

/** What is missing on this machine, as a sentence; undefined: nothing. */
export function missingTools(): string | undefined {
  const missing = ["go", "etcd"].filter((tool) => findOnPath(tool) === undefined);
  return missing.length === 0
    ? undefined
    : `A real control plane needs ${missing.join(" and ")} on PATH (Debian: golang-go, etcd-server).`;
}

/**
 * Takes minutes the first time, and nothing later.
 * @param say is told what takes long
 * @throws Error with the compiler's output when something cannot be built
 */
export async function ensureBinaries(say: (line: string) => void = () => undefined): Promise<Binaries> {
  const folder = await builtOnce(join("control-plane", `${KUBERNETES}-kwok-${KWOK}`), async (building) => {
    say(`Building the control plane of Kubernetes ${KUBERNETES}: some minutes, once`);
    await build(building);
    say(`Building KWOK ${KWOK}`);
    await buildKwok(building);
  });
  return {
    etcd: findOnPath("etcd")!,
    apiserver: join(folder, "kube-apiserver"),
    controllerManager: join(folder, "kube-controller-manager"),
    scheduler: join(folder, "kube-scheduler"),
    kwok: join(folder, "kwok"),
    stages: readdirSync(join(folder, "stages")).map((name) => join(folder, "stages", name)),
  };
}

async function build(folder: string): Promise<void> {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(KUBERNETES)!;
  const about = "k8s.io/component-base/version";
  // Without these clients see version 0.0.0.
  const flags = [
    `-X ${about}.gitVersion=${KUBERNETES}`,
    `-X ${about}.gitMajor=${major}`,
    `-X ${about}.gitMinor=${minor}`,
  ];
  const args = ["build", "-ldflags", `-s -w ${flags.join(" ")}`, "-o", `${folder}/`];
  await go(here, [...args, ...programs.map((name) => `k8s.io/kubernetes/cmd/${name}`)]);
}

async function buildKwok(folder: string): Promise<void> {
  await go(here, ["install", "-ldflags", "-s -w", `sigs.k8s.io/kwok/cmd/kwok@${KWOK}`], { GOBIN: folder });
  const { Dir } = JSON.parse(await go(here, ["mod", "download", "-json", `sigs.k8s.io/kwok@${KWOK}`])) as {
    Dir: string;
  };
  const kept = join(folder, "stages");
  mkdirSync(kept);
  for (const part of ["node/fast", "node/heartbeat-with-lease", "pod/fast"]) {
    const from = join(Dir, "kustomize", "stage", part);
    for (const file of readdirSync(from).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml"))
      cpSync(join(from, file), join(kept, `${part.replaceAll("/", "-")}-${file}`));
  }
}

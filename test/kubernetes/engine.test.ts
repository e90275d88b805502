/**
 * A whole stack by Pulumi's own engine and its plugin for Kubernetes, on a real API server, through the command line: up, nothing on a
 * second up, one changed setting, what was changed behind its back, down. Skipped by name where the engine or the plugin is not on PATH.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse, stringify } from "yaml";
import { findOnPath } from "../../infra/find-on-path.ts";
import { stackFile } from "../../infra/stack-file.ts";
import { run } from "../support/platform.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishPrometheus, establishStrimzi } from "./support/definitions.ts";
import { object, operatorDeployment, storageClass } from "./support/look.ts";
import { callReady } from "./support/operator-stand-in.ts";

const STACK = "kubernetes-engine";
const programs = ["pulumi", "pulumi-resource-kubernetes", "pulumi-resource-random"];
const absent = programs.filter((name) => findOnPath(name) === undefined);
const skip = missingTools() ?? (absent.length > 0 ? `${absent.join(", ")}: not on PATH` : false);

interface Step {
  step: string;
  name: string;
  resourceType: string;
}

describe("a stack by Pulumi's engine on a real API server", { skip, timeout: 900_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "tributary-engine-"));
  const file = join(home, `Pulumi.${STACK}.yaml`);
  let plane: ControlPlane;
  let stop: () => Promise<void>;
  /** The production stack with an operator that is there, as no chart can be fetched. */
  const settings = parse(readFileSync(stackFile("kubernetes-production"), "utf8"));
  const write = () => writeFileSync(file, stringify(settings));

  before(
    async () => {
      plane = await ControlPlane.start({ port: 26030 });
      await establishStrimzi(plane.api);
      await establishPrometheus(plane.api);
      // What an `up` looks for before it begins.
      await plane.api.apply(object("v1", "Namespace", "strimzi"));
      await plane.api.apply(operatorDeployment("strimzi", "*", "1.2.0", ["4.2.0", "4.2.1", "4.3.0", "4.3.1"]));
      await plane.api.apply(storageClass("standard", { isDefault: true, expands: true }));
      stop = callReady(plane.api);
      const { config } = settings;
      config["tributary:environment"] = "development";
      delete config["tributary:kubernetes"].context;
      config["tributary:kubernetes"].operator = { mode: "present" };
      config["tributary:kubernetes"].imagePullSecrets = [];
      // Nobody gives an Ingress its address here, which an `up` would wait for.
      delete config["tributary:kubernetes"].exposure;
      if (findOnPath("pulumi-resource-tls") === undefined) withoutRegistry(config);
      // No chart brings Prometheus' operator, but its kinds are there.
      config["tributary:monitoring"].operator = { mode: "present", grafana: true };
      // No chart brings Elastic's operator here; test/kubernetes/logging.test.ts has its kinds.
      delete config["tributary:logging"];
      // KEDA is not there; Kubernetes' own autoscaler is.
      delete config["tributary:scaling"].processor;
      config["tributary:workload"].processor.instances = 3;
      // An up would end with it, and nothing answers it: what plays the kubelet runs no container (platform.test.ts has its objects).
      config["tributary:workload"].smoke = { enabled: false };
      write();
    },
    { timeout: 1_200_000 },
  );
  after(async () => {
    await stop?.();
    await plane?.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  function call(command: string, ...more: string[]) {
    const words = ["infra/cli/main.ts", command, STACK, "--config-file", file, "--engine", "pulumi", "--json", ...more];
    return run(process.execPath, words, { TRIBUTARY_HOME: home, KUBECONFIG: plane.kubeconfig });
  }
  async function cli(command: string, ...more: string[]): Promise<{ steps: Step[]; changes: Record<string, number> }> {
    const { code, stdout, stderr } = await call(command, ...more);
    assert.equal(code, 0, `${command}: ${stdout}\n${stderr}`);
    const events = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return {
      steps: events.filter(({ type, step }) => type === "step-finished" && step !== "same"),
      changes: events.find(({ type }) => type === "run-finished").changes,
    };
  }
  const processor = (): Promise<KubeObject> =>
    plane.api.get({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "app-processor", namespace: "tributary" },
    });

  test("preview, up, and a second up that changes nothing", async () => {
    const planned = await cli("preview");
    const first = await cli("up");
    assert.deepEqual(first.changes, planned.changes);
    assert.ok((await processor())["status"].readyReplicas === 3);
    const second = await cli("up");
    assert.deepEqual(second.changes, { same: first.changes["create"] });
  });

  test("a changed setting changes what it is of, and nothing else", async () => {
    settings.config["tributary:workload"].processor.workers = 1;
    write();
    const { steps } = await cli("up");
    const own = steps.filter(({ resourceType }) => !resourceType.startsWith("tributary:"));
    assert.deepEqual(own.map(({ name, step }) => `${name} ${step}`).sort(), [
      "app-processor update",
      "app-processor-config update",
    ]);
  });

  test("what somebody else changed is not overwritten without a word: the next up says whose it is and where", async () => {
    const path = await plane.api.pathOf(await processor());
    const scaled = (replicas: number) =>
      plane.api.send(
        "PATCH",
        `${path}?fieldManager=night-shift`,
        { spec: { replicas } },
        "application/merge-patch+json",
      );
    await scaled(1);
    await cli("refresh");
    const { code, stderr } = await call("up");
    assert.equal(code, 1);
    assert.match(stderr, /conflict.*"night-shift".*\.spec\.replicas/s);
    assert.equal((await processor())["spec"].replicas, 1);
    await scaled(3);
    // What was refused is tried once more.
    await cli("up");
    assert.deepEqual((await cli("up")).steps, []);
  });

  test("down keeps no data and says so; with --purge it leaves nothing but the definitions", async () => {
    await assert.rejects(cli("down"), /TRB_DATA_PROTECTED/);
    await cli("down", "--purge", "--yes");
    const namespaces = await plane.api.list("v1", "Namespace");
    assert.ok(!namespaces.some(({ metadata }) => metadata.name === "tributary"));
    assert.deepEqual(await plane.api.list("kafka.strimzi.io/v1", "Kafka"), []);
  });
});

/** Where there is no plugin that makes its certificates: everything else of the stack. */
function withoutRegistry(config: any): void {
  config["tributary:registry"] = { enabled: false };
  for (const topic of Object.values<any>(config["tributary:kafka"].topics)) delete topic.schema;
  delete config["tributary:workload"].ingest.format;
}

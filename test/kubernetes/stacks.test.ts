/** Every stack file of Kubernetes: each object that the program makes of it is taken by a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { readStackFile, stackNames } from "../../infra/stack-file.ts";
import { recordStack } from "../support/recording.ts";
import { ApiError, type KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishExternalSecrets, establishKeda, establishStrimzi, establishWatchers } from "./support/definitions.ts";
import { completed } from "./support/jobs.ts";
import { object } from "./support/look.ts";
import { manifestsOf } from "./support/manifests.ts";
import { assertUnchanged } from "./support/unchanged.ts";

const stacks = stackNames().filter((name) => name.startsWith("kubernetes-"));

describe("stacks on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26020 });
      await establishStrimzi(plane.api);
      await establishExternalSecrets(plane.api);
      await establishKeda(plane.api);
      await establishWatchers(plane.api);
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  for (const stack of stacks)
    test(`${stack}: every object is taken, and a second time nothing changes`, async (t) => {
      const recording = await recordStack(stack);
      const objects = manifestsOf(recording);
      assert.ok(objects.length > 0);
      const shared = sharedNamespace(stack);
      for (const object of shared) await plane.api.apply(object);
      for (const object of objects) await plane.api.apply(object);
      for (const object of objects) await assertUnchanged(plane.api, object);
      const charts = recording.resources.filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart");
      t.diagnostic(`${objects.length} objects; not rendered, as no chart is reachable: ${charts.length} charts`);
      // A namespace goes with its pods first, and a Job keeps those that it has not counted.
      for (const job of objects.filter(({ kind }) => kind === "Job")) await completed(plane.api, job);
      // Stacks may have the same namespaces.
      const namespaces = [...shared, ...objects.filter(({ kind }) => kind === "Namespace")];
      for (const object of namespaces) await removed(plane, object);
    });
});

/** A namespace that another stack, or somebody else, has made; none when the stack makes its own. */
function sharedNamespace(stack: string): KubeObject[] {
  const { namespaceMode, namespace = "tributary" } = readStackFile(stack)["kubernetes"] as Record<string, string>;
  return namespaceMode === "shared" ? [object("v1", "Namespace", namespace)] : [];
}

async function removed({ api }: ControlPlane, object: KubeObject): Promise<void> {
  await api.delete(object);
  await until(`${object.metadata.name} is gone`, 300, () =>
    api.get(object).then(
      () => false,
      (error: unknown) => error instanceof ApiError && error.status === 404,
    ),
  );
}

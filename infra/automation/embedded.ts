/** A run with the embedded engine. */
import type { Provider } from "../engine/custom.ts";
import type { EngineResult } from "../engine/index.ts";
import * as engine from "../engine/index.ts";
import { project } from "../naming.ts";
import type { EngineRun } from "./engine-run.ts";

export async function runEmbedded(run: EngineRun): Promise<EngineResult> {
  const { createProvider } = await import("../../components/local/provider.ts");
  const provider: Provider = createProvider();
  run.onForce(() => void provider.cancel?.());
  const options: engine.EngineOptions = { folder: run.folder, project, provider, emit: run.emit, signal: run.signal };
  if (run.operation === "refresh") return await engine.refresh(options);
  if (run.operation === "destroy") return await engine.destroy(options);
  const config = Object.fromEntries(
    Object.entries(run.config).map(([key, value]) => [
      `${project}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const program = { config, load: () => import("../index.ts") };
  return run.operation === "preview" ? await engine.preview(options, program) : await engine.up(options, program);
}

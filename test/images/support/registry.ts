/** A registry of images on loopback, Debian's docker-registry, with a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { until } from "../../support/reader.ts";

/** @returns ends it */
export async function startRegistry(folder: string, port: number): Promise<() => Promise<void>> {
  const file = join(folder, "registry.yml");
  const settings = {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "registry") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(file, stringify(settings));
  const child = spawn("docker-registry", ["serve", file], { stdio: "ignore" });
  await until("the registry", 20, async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).ok);
  return async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
  };
}

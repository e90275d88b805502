/** One real schema registry for the application's tests, as the platform runs it, in a folder that outlives its stop. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { apicurio, apicurioArtifacts, apicurioUrl } from "../../../components/registry/apicurio.ts";
import { until } from "./processes.ts";

export interface TestRegistry {
  url: string;
  /** @returns the id */
  register(subject: string, schemaType: "AVRO" | "JSON", schema: string): Promise<number>;
  stop(): Promise<void>;
}

/** @param folder of its data; the next start with the same folder has the same schemas */
export async function startRegistry(port: number, folder: string): Promise<TestRegistry> {
  const java = await findJava(17);
  const { classpath } = await ensureArtifacts(apicurioArtifacts);
  mkdirSync(`${folder}/registry`, { recursive: true });
  const artifacts = dirname(classpath[0]!);
  const fill = (text: string): string => text.replaceAll("{stack}", folder).replaceAll("{artifacts}", artifacts);
  const child = spawn(java.command, apicurio({ port }).args.map(fill), { stdio: "ignore" });
  const url = apicurioUrl(port);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  try {
    await until("the registry answers", 60, async () => (await fetch(`${url}/subjects`)).ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    stop,
    async register(subject, schemaType, schema) {
      const response = await fetch(`${url}/subjects/${subject}/versions`, {
        method: "POST",
        headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
        body: JSON.stringify({ schema, schemaType }),
      });
      if (!response.ok) throw new Error(`not registered: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { id: number }).id;
    },
  };
}

/** A real registry behind a proxy, with the schema of login events for a topic. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { avroSchemaText } from "../../../app/src/codec/avro.ts";
import { startRegistry, type TestRegistry } from "../../../app/test/integration/registry.ts";
import type { Cluster } from "./cluster.ts";
import type { Surroundings } from "./fault.ts";
import { FaultProxy } from "./proxy.ts";

const REGISTRY_PORT = 25_500;
const PROXY_PORT = 25_501;
const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

export class Schemas implements Surroundings {
  readonly options;
  readonly proxy: FaultProxy;
  readonly #registry: TestRegistry;
  readonly #subject: string;

  private constructor(registry: TestRegistry, proxy: FaultProxy, subject: string, folder: string) {
    this.#registry = registry;
    this.proxy = proxy;
    this.#subject = subject;
    this.options = {
      registry: registry.url.replace(String(REGISTRY_PORT), String(PROXY_PORT)),
      format: "avro" as const,
      env: { TRIBUTARY_SCHEMA_CACHE: join(folder, `schemas-${subject}`) },
    };
  }

  /** @param input the source topic, whose values have the schema */
  static async start(cluster: Cluster, input: string): Promise<Schemas> {
    const registry = await startRegistry(REGISTRY_PORT, join(cluster.folder, `registry-of-${input}`));
    try {
      const proxy = await FaultProxy.start(PROXY_PORT, REGISTRY_PORT, false);
      const schemas = new Schemas(registry, proxy, `${input}-value`, cluster.folder);
      await schemas.register(avroSchemaText);
      return schemas;
    } catch (error) {
      await registry.stop();
      throw error;
    }
  }

  /** @returns the id @throws Error with the status when the registry refuses it */
  register(schema: string): Promise<number> {
    return this.#registry.register(this.#subject, "AVRO", schema);
  }
  /** Which changes the registry takes. */
  async compatibility(level: "BACKWARD" | "NONE"): Promise<void> {
    const response = await fetch(`${this.#registry.url}/config/${this.#subject}`, {
      method: "PUT",
      headers: { "content-type": MEDIA_TYPE },
      body: JSON.stringify({ compatibility: level }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    // What was allowed is remembered for a moment.
    await sleep(100);
  }
  async tearDown(): Promise<void> {
    await this.proxy.close();
    await this.#registry.stop();
  }
}

/** The schema of login events with a field more, which readers of the first one understand. */
export function withField(name: string): string {
  const schema = JSON.parse(avroSchemaText) as { fields: object[] };
  schema.fields.push({ name, type: ["null", "string"], default: null });
  return JSON.stringify(schema);
}

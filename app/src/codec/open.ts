/** The codec of a connection: its registry, and the folder of kept schemas that TRIBUTARY_SCHEMA_CACHE names (default: none). */
import type { RegistryConnection } from "../connection.ts";
import type { Log } from "../log.ts";
import { DiskCache } from "./disk-cache.ts";
import { RegistryClient } from "./registry-client.ts";

export interface SchemaSource {
  registry?: RegistryClient;
  disk?: DiskCache;
}

export function openSchemas(connection: RegistryConnection | undefined, log: Log): SchemaSource {
  if (connection === undefined) return {};
  const folder = process.env["TRIBUTARY_SCHEMA_CACHE"];
  return {
    registry: new RegistryClient(connection),
    ...(folder ? { disk: new DiskCache(folder, connection.url, log) } : {}),
  };
}

/** Apicurio Registry as a process of this machine: a Confluent-compatible API on loopback, schemas in a file of the stack's folder. */
import type { ProcessInputs } from "../local/resources.ts";

export interface ApicurioArgs {
  /** Loopback only. Changing it restarts the registry. */
  port: number;
  /** The setting that changes the port, for the error when it is taken. Default: local.ports.registry. */
  portKey?: string;
  /** MiB of Java heap. Default: 160. */
  heapMb?: number;
  /** milliseconds until it must be ready. Default: 120 000; it takes about 3 000. */
  waitReadyMs?: number;
}

/** Name of the process, and of its log. */
export const apicurioProcess = "registry";
/** The set of jars, in components/local/java/locks. */
export const apicurioArtifacts = "registry-2.6.13";

/** Base address of its Confluent-compatible API. */
export function apicurioUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`;
}

/** The process. Pure; version 2.6.13. */
export function apicurio({
  port,
  portKey = "local.ports.registry",
  heapMb = 160,
  waitReadyMs = 120_000,
}: ApicurioArgs): ProcessInputs {
  const properties = {
    "quarkus.http.host": "127.0.0.1",
    "quarkus.http.port": String(port),
    // Its default is a database in memory. H2 writes what is committed before it answers; a file that a killed registry left open
    // is repaired by the next start.
    "quarkus.datasource.jdbc.url": "jdbc:h2:file:{stack}/registry/schemas;DB_CLOSE_ON_EXIT=FALSE",
    // Twenty connections are opened at the start by default.
    "quarkus.datasource.jdbc.initial-size": "2",
    "quarkus.datasource.jdbc.min-size": "2",
    "quarkus.datasource.jdbc.max-size": "10",
    "quarkus.http.io-threads": "2",
    "quarkus.log.level": "WARN",
    // Telling of a version in memory would be misleading.
    "registry.name": "Apicurio Registry (Tributary)",
  };
  return {
    name: apicurioProcess,
    kind: "registry",
    command: "java",
    args: [
      `-Xmx${heapMb}m`,
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-XX:+ExitOnOutOfMemoryError",
      "-Djava.awt.headless=true",
      ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
      "-jar",
      "{artifacts}/apicurio-registry-app-2.6.13.Final-runner.jar",
    ],
    env: {},
    ports: { http: port },
    portKeys: { http: portKey },
    // The Confluent-compatible API itself: it answers when the database does.
    ready: { kind: "http", url: `${apicurioUrl(port)}/subjects` },
    stopTimeoutMs: 10_000,
    files: {},
    artifacts: apicurioArtifacts,
    waitReadyMs,
  };
}

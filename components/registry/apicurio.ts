/** Apicurio Registry as a process of this machine, with a Confluent-compatible API. */
import type { ProcessInputs } from "../local/resources.ts";

/** @param heapMb MiB of Java heap */
export function apicurio({ port, heapMb }: { port: number; heapMb: number }): ProcessInputs {
  return {
    name: "registry",
    kind: "registry",
    command: "java",
    args: [
      `-Xmx${heapMb}m`,
      "-Dquarkus.http.host=127.0.0.1",
      `-Dquarkus.http.port=${port}`,
      "-cp",
      "{classpath}",
      "io.quarkus.runner.GeneratedMain",
    ],
    env: {},
    ports: { registry: port },
    portKeys: { registry: "local.ports.registry" },
    files: {},
    artifacts: "registry-2.6.13",
    ready: { kind: "http", url: `http://127.0.0.1:${port}/apis/ccompat/v7/subjects` },
    stopTimeoutMs: 10_000,
    waitReadyMs: 60_000,
  };
}

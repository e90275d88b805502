/** Every port that a stack takes on this machine, with the key that changes it. */
import type { z } from "zod";
import { ingestPort, opsPort, processName, type Role } from "../../components/workload/layout.ts";
import type { LocalPorts } from "./clouds/local.ts";
import type { LocalKafka } from "./kafka/local.ts";
import type { monitoring } from "./keys/monitoring.ts";
import type { Registry } from "./keys/registry.ts";
import type { Workload } from "./keys/workload.ts";

export interface UsedPort {
  port: number;
  /** Path of the setting, such as local.ports.kafka */
  key: string;
  /** Who listens, such as kafka-2 */
  user: string;
}

export interface PortUsers {
  ports: LocalPorts;
  /** Undefined when the brokers are somebody else's. */
  kafka: Partial<Pick<LocalKafka, "nodes" | "metadata">> | undefined;
  registry: Registry | undefined;
  workload: Workload | undefined;
  monitoring: Partial<z.infer<typeof monitoring>> | undefined;
}

export function usedPorts({ ports, kafka, registry, workload, monitoring }: PortUsers): UsedPort[] {
  const used: UsedPort[] = [];
  const add = (key: keyof LocalPorts, user: string, port: number) =>
    used.push({ port, key: `local.ports.${key}`, user });
  for (let node = 1; node <= (kafka?.nodes ?? 0); node++) {
    add("kafka", `kafka-${node}`, ports.kafka + node - 1);
    add("replication", `kafka-${node}`, ports.replication + node - 1);
    add("metrics", `kafka-${node}`, ports.metrics + node - 1);
    if (kafka?.metadata === "kraft") add("controller", `kafka-${node}`, ports.controller + node - 1);
  }
  if (kafka?.metadata === "zookeeper") add("zookeeper", "zookeeper", ports.zookeeper);
  if (registry?.enabled && registry.url === undefined) add("registry", "registry", ports.registry);
  const processes = (role: Role, count: number) => Array.from({ length: count }, (_, index) => [role, index] as const);
  for (const [role, index] of workload
    ? [
        ...processes("ingest", workload.ingest.instances),
        ...processes("processor", workload.processor.instances),
        ...processes("generator", workload.generator.enabled ? workload.generator.instances : 0),
      ]
    : []) {
    if (role === "ingest") add("ingest", processName(role, index), ingestPort(ports.ingest, index));
    add("ops", processName(role, index), opsPort(ports.ops, role, index));
  }
  if (monitoring?.prometheus === "auto") add("prometheus", "prometheus", ports.prometheus);
  return used;
}

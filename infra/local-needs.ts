/** What this machine must have before a stack is started: files of the locked sets, free ports. */
import type { ArtifactSet } from "../components/local/java/lock-file.ts";
import { findOnPath } from "./find-on-path.ts";
import { usedPorts } from "./settings/used-ports.ts";
import type { SettingsOf } from "./settings.ts";
import { kafkaVersion } from "./versions.ts";

export interface LocalNeeds {
  artifacts: ArtifactSet[];
  /** `key` is the setting that changes the port. */
  ports: { port: number; key: string }[];
}

/** @param _stack the needs of a stack do not depend on its name yet */
export function localNeeds(settings: SettingsOf<"local">, _stack: string): LocalNeeds {
  const { kafka, registry, workload, monitoring, local } = settings;
  const brokers = kafka.backend === "local" ? kafka : undefined;
  const artifacts: ArtifactSet[] = [];
  if (brokers) artifacts.push(`kafka-${kafkaVersion(brokers.metadata, brokers.version)}` as ArtifactSet);
  if (registry.enabled && registry.url === undefined) artifacts.push("registry-2.6.13");
  const used = usedPorts({ ports: local.ports, kafka: brokers, registry, workload, monitoring });
  const withPrometheus = findOnPath("prometheus") !== undefined;
  return {
    artifacts,
    ports: used.filter(({ user }) => user !== "prometheus" || withPrometheus).map(({ port, key }) => ({ port, key })),
  };
}

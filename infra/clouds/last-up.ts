/** What this very stack said of its cluster at its last `up`: where nobody else may ask the cluster, that is what is known of it. */
import * as pulumi from "@pulumi/pulumi";
import type { Backend } from "../../components/kafka/cluster.ts";
import { project } from "../naming.ts";

/** Outputs of infra/outputs.ts, as far as they are compared; what an older version did not tell is not there. */
export interface LastCluster {
  backend: Backend;
  kafkaVersion?: string;
  metadataVersion?: string;
  /** By key of kafka.topics. */
  topics: Record<string, { name: string; partitions: number; deletable?: boolean }>;
  endpoints?: { internal?: { bootstrapServers: string[] } };
  metrics?: { kind: string; dimensions?: Record<string, string> }[];
}

/** Undefined: the stack was never up, or is down. Tests ask nobody. */
export type AskLast = (stack: string) => Promise<LastCluster | undefined>;

/** Pulumi tells a program the outputs of its own stack as it does another's, and puts no resource into the state for this call. */
export const askLast: AskLast = async (stack) => {
  const name = `${pulumi.getOrganization()}/${project}/${stack}`;
  const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  return (outputs as { clusters?: { primary?: LastCluster } } | undefined)?.clusters?.primary;
};

/** Of a stack whose Kafka was another kind nothing can be compared. */
export const ofBackend = (last: LastCluster | undefined, backend: Backend): LastCluster | undefined =>
  last?.backend === backend ? last : undefined;

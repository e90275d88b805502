/** What this very stack said of its topics at its last `up`: where nobody else may ask the cluster, that is what is known of them. */
import * as pulumi from "@pulumi/pulumi";
import { project } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";

/** By key of kafka.topics; undefined: the stack was never up. */
export type LastTopics = Record<string, { name: string; partitions: number }> | undefined;

/** Pulumi tells a program the outputs of its own stack as it does another's, and puts no resource into the state for this call. */
export async function lastTopics(stack: string): Promise<LastTopics> {
  const name = `${pulumi.getOrganization()}/${project}/${stack}`;
  const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  return (outputs as Partial<pulumi.Unwrap<StackOutputs>> | undefined)?.clusters?.primary.topics;
}

/** What no cluster can be made of: said before the first resource, also to whoever uses the component without this project's settings. */
import { nameProblem } from "../../aws/names.ts";
import { TributaryError } from "../../errors.ts";
import type { AccessSpec } from "../cluster.ts";
import type { MskBrokerArgs, MskClusterArgs } from "./args.ts";
import { ADMINISTRATOR } from "./principals.ts";

/** @throws TributaryError TRB_SETTINGS_INVALID with the first thing that is wrong */
export function checked<A extends MskClusterArgs>(args: A): A {
  const wrong = whatIsWrong(args);
  if (wrong !== undefined) throw new TributaryError("TRB_SETTINGS_INVALID", wrong);
  return args;
}

function whatIsWrong(args: MskClusterArgs): string | undefined {
  const { clusterName: name, access } = args;
  const wrongName = nameProblem("mskCluster", name);
  if (wrongName !== undefined) return `${JSON.stringify(name)} is no name of an MSK cluster: ${wrongName}.`;
  if (ADMINISTRATOR in access) return `${ADMINISTRATOR} is who administers the cluster: principals need another name.`;
  return wrongAccess(args, Object.entries(access)) ?? (args.tier === "serverless" ? undefined : wrongBrokers(args));
}

function wrongAccess(args: MskClusterArgs, access: [string, AccessSpec][]): string | undefined {
  const kinds = args.tier === "serverless" ? ["iam"] : ["iam", "scram", "mtls"];
  for (const [key, { auth, quota }] of access) {
    if (!kinds.includes(auth)) return `${key} is to log in by ${auth}; MSK ${args.tier} knows ${kinds.join(", ")}.`;
    if (auth === "mtls" && args.tier !== "serverless" && args.authority === undefined)
      return `${key} is to log in by a certificate, and there is no authority that signs it.`;
    if (auth === "iam" && quota) return `${key} is a role, and Kafka's quotas do not know roles.`;
  }
  return undefined;
}

function wrongBrokers(args: MskBrokerArgs): string | undefined {
  const { tier, sizing, network, subnets = network.privateSubnets, reach, monitoring } = args;
  const zones = subnets.length;
  if (tier === "express" && zones !== 3) return `Express brokers need three subnets, and there are ${zones}.`;
  if (tier === "standard" && (zones < 2 || zones > 3))
    return `Brokers need two or three subnets, and there are ${zones}.`;
  if (sizing.nodes % zones !== 0) return `${sizing.nodes} brokers are not the same number in each of ${zones} zones.`;
  if (reach === undefined || reach.mode === "private") return undefined;
  if (!reach.created) return `A cluster is made private: reach ${reach.mode} comes after it is there.`;
  if (reach.mode === "public" && monitoring.open) return "A public cluster with KRaft has no open monitoring.";
  if (reach.mode === "public" && args.subnets === undefined)
    return "Brokers of a public cluster are in subnets that a route leads to from the internet, from their first day.";
  return undefined;
}

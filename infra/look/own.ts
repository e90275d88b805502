/**
 * A cluster that the run itself makes, and changes: a look at it tells what brokers and topics there are, and says nothing of what the same run
 * makes of it.
 */
import { TributaryError } from "../../components/errors.ts";
import type { Tell } from "./index.ts";
import type { Look } from "./look.ts";

/**
 * Without nodes, storage classes and ways in, which come of the settings, as does its version.
 * @param version of Kubernetes that it is going to have: 1.35
 */
export function ofOwnCluster(look: Look, version: string): Look {
  const { nodes: _nodes, autoscaled: _, storageClasses: _classes, ingressClasses: _ways, ...rest } = look;
  return { ...rest, version };
}

/**
 * One that is not there yet, that answers nobody here yet, or whose access this very run changes, is no reason to stop: who fills it says the rest.
 * @throws what `look` throws besides
 */
export async function unlessOutOfReach(look: () => Promise<void>, tell: Tell): Promise<void> {
  try {
    await look();
  } catch (thrown) {
    if (!(thrown instanceof TributaryError)) throw thrown;
    if (thrown.code !== "TRB_CLUSTER_UNREACHABLE" && thrown.code !== "TRB_CLUSTER_FORBIDDEN") throw thrown;
    await tell(`Not looked at: ${thrown.message}`);
  }
}

/** How often each line is kept. */
import type { CollectingKeys } from "./settings/keys/logging.ts";

/** Besides the first. */
export const replicasOf = (keys: CollectingKeys): number =>
  keys.mode === "existing" ? keys.replicas : keys.nodes > 1 ? 1 : 0;

export const copiesOf = (keys: CollectingKeys): number => 1 + replicasOf(keys);

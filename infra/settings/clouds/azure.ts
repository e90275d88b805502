/** `cloud: azure`: its place. A schema takes the place of `planned` when it can be deployed: see local.ts. */
import { planned } from "./member.ts";

export const azure = planned("azure", ["event-hubs", "confluent", "existing"]);

/** The rights of whoever administers itself. */
import type { AccessRule } from "../../kafka/admin/acls.ts";

/** What an administrator needs, in the order in which it is given: with the first of it the rest can be given. */
export const ownRules: AccessRule[] = [
  {
    resource: "cluster",
    name: "kafka-cluster",
    pattern: "literal",
    operations: ["alter", "describe", "create", "alterConfigs", "describeConfigs"],
  },
  {
    resource: "topic",
    name: "*",
    pattern: "literal",
    operations: ["create", "delete", "alter", "describe", "alterConfigs", "describeConfigs"],
  },
];

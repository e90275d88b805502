/** Names of the rules, in the order of their table. They are API: stack files name them in policy.exceptions. */
export const ruleNames = [
  "encryption-in-transit",
  "encryption-at-rest",
  "no-public-brokers",
  "no-open-control-plane",
  "no-wildcard-kafka-access",
  "no-wildcard-cloud-access",
  "protected-data",
  "kept-data",
  "supported-versions",
  "versions-ending-soon",
  "tags",
  "allowed-regions",
  "allowed-sizes",
  "no-plain-secrets",
  "topic-replication",
  "container-resources",
  "budget",
] as const;

export type RuleName = (typeof ruleNames)[number];

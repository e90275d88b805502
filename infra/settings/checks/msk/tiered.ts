/**
 * Topics that keep older records in the cheaper store, which brokers refuse when everything else is there.
 * Sources, looked up 2026-11-28: Amazon MSK developer guide, msk-tiered-storage and msk-guidelines-tiered-storage-topic-level-config.
 */
import { partitionOf } from "../../../../components/aws/regions.ts";
import { retentionMs } from "../../../../components/kafka/topic-config.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

const SETTING = "remote.storage.enable";
const leastDays = 3;

export function tieredProblems({ storage }: MskView, { aws, topics }: View): Problem[] {
  const problems: Problem[] = [];
  const region = aws?.region;
  if (storage?.tiered && region !== undefined && partitionOf(region) === "aws-us-gov")
    problems.push({
      path: "kafka.storage.tiered",
      given: "true",
      allowed: `false, because aws.region is ${region}: AWS GovCloud has no such store`,
    });
  for (const [key, { spec }] of Object.entries(topics)) {
    if (spec?.config?.[SETTING] !== "true") continue;
    const problem = (field: string, given: string, allowed: string) =>
      problems.push({ path: `kafka.topics.${key}.${field}`, given, allowed: `${allowed}, because ${SETTING} is true` });
    if (!storage?.tiered) problem(`config.${SETTING}`, '"true"', "false, or kafka.storage.tiered true");
    const { cleanup = "delete", retention = "7d" } = spec;
    if (cleanup !== "delete") problem("cleanup", JSON.stringify(cleanup), '"delete"');
    const kept = Number(retentionMs(retention));
    if (kept >= 0 && kept < leastDays * 86_400_000)
      problem("retention", JSON.stringify(retention), `at least ${leastDays}d, or forever`);
    const local = spec.config["local.retention.ms"];
    if (local !== undefined && kept >= 0 && Number(local) >= kept)
      problem("config.local.retention.ms", JSON.stringify(local), `less than ${kept}, which is retention`);
  }
  return problems;
}

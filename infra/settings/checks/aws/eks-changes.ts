/** What a cluster of EKS that exists does not become: AWS refuses it, halfway through an `up`. */
import { compareVersions } from "../../../compare-versions.ts";
import { eksLines } from "../../../versions.ts";
import type { Problem } from "../../problem.ts";

/** Amazon EKS User Guide, "Update existing cluster to new Kubernetes version". */
const MINOR = "EKS goes up one minor version at a time";

/** @param before the version that runs; undefined: there is no cluster, and it may become anything */
export function eksChangeProblems(before: string | undefined, now: string): Problem[] {
  if (before === undefined) return [];
  const problem = (allowed: string) => [{ path: "aws.eks.version", given: JSON.stringify(now), allowed }];
  const steps = minorOf(now) - minorOf(before);
  if (compareVersions(now, before) < 0)
    return problem(`${before} or newer: a cluster of EKS is not lowered by an \`up\``);
  if (steps <= 1) return [];
  return problem(`${nextAfter(before) ?? before}, as ${before} runs and ${MINOR}`);
}

const minorOf = (version: string): number => Number(version.split(".")[1]);

const nextAfter = (version: string): string | undefined =>
  eksLines.lines.map(({ line }) => line).find((line) => minorOf(line) === minorOf(version) + 1);

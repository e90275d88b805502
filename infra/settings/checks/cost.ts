/** `cost`: the file of prices is there, and what is to be done over a budget has one. What stands in the file is read by infra/cost. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function costProblems({ cost }: View): Problem[] {
  if (cost === undefined) return [];
  const problems: Problem[] = [];
  if (cost.over !== undefined && cost.budget === undefined)
    problems.push({ path: "cost.over", given: JSON.stringify(cost.over), allowed: "nothing without cost.budget" });
  if (cost.prices !== undefined && !isFile(resolve(projectRoot, cost.prices)))
    problems.push({
      path: "cost.prices",
      given: JSON.stringify(cost.prices),
      allowed: "a file that exists below the project's root",
    });
  return problems;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** What a stack costs at least, held against its budget. Of the whole stack: no resource alone knows. */
import { estimateOf } from "../../cost/index.ts";
import { usd } from "../../cost/text.ts";
import type { StackRule } from "../rule.ts";

export const budget: StackRule = {
  name: "budget",
  level: "mandatory",
  severity: "medium",
  about: "What a stack costs a month at least, as far as prices are known, is no more than cost.budget.",
  mend: "Make the stack smaller, or raise cost.budget; `npm run tributary -- cost` shows what drives it, and cost.over: warn lets it pass with a word.",
  levelOf: ({ settings: { cost, environment } }) =>
    (cost.over ?? (environment === "production" ? "refuse" : "warn")) === "refuse" ? "mandatory" : "advisory",
  checkStack(resources, { settings, stack }) {
    const { budget: allowed } = settings.cost;
    if (allowed === undefined) return [];
    const { least } = estimateOf(resources, settings, stack);
    if (least.usd <= allowed) return [];
    const given = `${usd(allowed)} USD, and the stack costs ${least.atLeast ? "at least " : ""}${usd(least.usd)} USD a month`;
    return [{ path: "cost.budget", given, allowed: `at least ${usd(least.usd)}, or a smaller stack` }];
  },
};

/** cost: what a stack costs a month, without an engine, a cloud or credentials. */
import { type Estimate, estimateOf, type Line } from "../../cost/index.ts";
import { ageText, amountText, costLine, unitPriceText, usd } from "../../cost/text.ts";
import { budget } from "../../policy/rules/budget.ts";
import { declared } from "../../policy/stack.ts";
import { parseSettings, type Settings } from "../../settings.ts";
import { readStackFile } from "../../stack-file.ts";
import type { CommonOptions, Load } from "../options.ts";
import { print, printJson } from "../output.ts";
import { style, width } from "../style.ts";
import { table } from "../table.ts";

export interface CostOptions extends CommonOptions {
  prices?: string;
  assume?: Load;
  sources?: boolean;
}

/** @returns exit status: 0 reckoned, 5 above a budget that refuses */
export async function costCommand(stack: string, options: CostOptions): Promise<number> {
  const settings = withOptions(parseSettings(readStackFile(stack, options.configFile)), options);
  const today = new Date();
  const resources = await declared(settings, stack, today);
  const estimate = estimateOf(resources, settings, stack);
  const context = { settings, stack, today };
  const [over] = budget.checkStack(resources, context);
  const refused = over !== undefined && budget.levelOf?.(context) === "mandatory";
  if (options.json) printJson({ ...estimate, budget: settings.cost.budget ?? null, over: over !== undefined, refused });
  else {
    show(estimate, today, options.sources ?? false);
    if (over) {
      const sentence = `${over.path} is ${over.given}.`;
      print(`\n${refused ? style.bad(sentence) : style.notice(sentence)} ${budget.mend}`);
    }
  }
  return refused ? 5 : 0;
}

/** What is said on the command line counts before the settings. */
function withOptions(settings: Settings, { prices, assume }: CostOptions): Settings {
  const { cost } = settings;
  return {
    ...settings,
    cost: { ...cost, ...(prices === undefined ? {} : { prices }), assume: { ...cost.assume, ...assume } },
  };
}

function show(estimate: Estimate, today: Date, sources: boolean): void {
  print(`${style.bold(`Stack ${estimate.stack}`)}\n${costLine(estimate, today)}`);
  if (estimate.free) return;
  if (estimate.fixed.length > 0) {
    const rows = estimate.fixed.map((line) => [
      line.what,
      line.count,
      amountText(line.least, line),
      amountText(line.most, line),
    ]);
    print(`\n${table(["USD a month", "how many", "at least", "at its limits"], rows, width(), style.bold)}`);
  }
  if (estimate.byUse.length > 0) {
    const rows = estimate.byUse.map((use) => [
      use.what,
      use.unit,
      unitPriceText(use),
      use.usd === undefined ? "by use" : usd(use.usd),
    ]);
    print(`\n${table(["by use", "unit", "USD each", "USD a month"], rows, width(), style.bold)}`);
  }
  print(`\n${requestsText(estimate)}`);
  const unknown = new Set(estimate.fixed.flatMap(unknownOf));
  if (unknown.size > 0)
    print(
      `${style.notice("Unknown")} and not in the sums: ${[...unknown].join("; ")}. docs/cost.md says how to give a price.`,
    );
  const age = ageText(estimate, today);
  if (age !== undefined) print(style.notice(age));
  else if (estimate.seen) print(style.dim(`Prices are of ${estimate.seen.oldest} to ${estimate.seen.latest}.`));
  if (sources) showSources(estimate);
}

const unknownOf = ({ service, unknown, region }: Line): string[] =>
  unknown.map((unit) => `${service}, ${unit}${region === "*" ? "" : ` in ${region}`}`);

function requestsText({ requests: { least, most } }: Estimate): string {
  const range = (a: number, b: number) => (a === b ? a.toFixed(1) : `${a.toFixed(1)} to ${b.toFixed(1)}`);
  return `Pods ask for ${range(least.cpu, most.cpu)} vCPU, ${range(least.memoryGib, most.memoryGib)} GiB of memory, ${range(least.diskGib, most.diskGib)} GiB of disks.`;
}

function showSources({ fixed, byUse }: Estimate): void {
  const all = new Set([...fixed.flatMap(({ prices }) => prices), ...byUse.flatMap(({ price }) => price ?? [])]);
  print("");
  for (const { service, unit, region, usd: amount, source, seen, via } of all)
    print(
      `${service}, ${unit}, ${region}: ${amount} USD (${seen ?? "no day"}) ${source}${via === undefined ? "" : `, by ${via}`}`,
    );
}

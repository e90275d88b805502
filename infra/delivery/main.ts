/**
 * `npm run ci -- STEP [STACK] [--way pull-request|deploy|release] [--debug]`: one step of a delivery, as the pipelines call them; or all of a way:
 * `npm run ci -- pull-request [STACK]`, `npm run ci -- deploy [STACK]`, with the rollback where a deploy fails after it began.
 * `npm run ci -- stacks`: JSON of the stacks that pipelines deploy. STACK and TRIBUTARY_WAY of the environment stand in.
 * Exit status: as of the command line (npm run tributary -- --help).
 */
import { TributaryError } from "../../components/errors.ts";
import { printError } from "../cli/output.ts";
import { readArgs } from "../read-args.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";
import { deployedStacks } from "./stacks.ts";
import { type Step, type StepName, stepNames, steps, stepsOf, type Way, ways } from "./steps.ts";

/** The first that changes something: what fails from here on is rolled back. */
const FIRST_CHANGE: StepName = "up";

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArgs(args, { way: { type: "string" }, debug: { type: "boolean" } });
  const [asked, stack = process.env["STACK"] || "local"] = positionals;
  if (asked === "stacks") return void process.stdout.write(`${JSON.stringify(deployedStacks(values.way))}\n`);
  if (asked !== undefined && isWay(asked)) return await runWay(deliveryOf(stack, asked));
  const name = stepNames.find((one) => one === asked);
  if (name === undefined)
    throw new TributaryError("TRB_USAGE", asked === undefined ? "Which step?" : `There is no step ${asked}.`, {
      hint: `Choose from ${[...stepNames, ...ways].join(", ")}.`,
    });
  const way = values.way ?? process.env["TRIBUTARY_WAY"] ?? "pull-request";
  if (!isWay(way)) throw new TributaryError("TRB_USAGE", `There is no way ${way}: there are ${ways.join(" and ")}.`);
  await runStep(name, deliveryOf(stack, way));
}

const isWay = (text: string): text is Way => (ways as readonly string[]).includes(text);

async function runWay(delivery: Delivery): Promise<void> {
  let changing = false;
  try {
    for (const name of stepsOf(delivery.way)) {
      changing ||= name === FIRST_CHANGE;
      await runStep(name, delivery);
    }
  } catch (error) {
    if (changing) await runStep("rollback", delivery);
    throw error;
  }
}

async function runStep(name: StepName, delivery: Delivery): Promise<void> {
  const step: Step = steps[name];
  const started = performance.now();
  process.stdout.write(`\n== ${name}: ${step.about}\n`);
  await (await step.load())(delivery);
  process.stdout.write(`== ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  process.exitCode = printError(thrown, { json: false, debug: process.argv.includes("--debug") });
}

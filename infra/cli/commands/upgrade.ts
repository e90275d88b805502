/** upgrade plan: what an upgrade would change, in which order, what is refused; it changes nothing. */
import {
  type Change,
  planUpgrade,
  type Refusal,
  type Step,
  type Subject,
  type UpgradePlan,
} from "../../upgrade/index.ts";
import { type CommonOptions, defaultStack } from "../options.ts";
import { print, printJson, usage } from "../output.ts";
import { style, width } from "../style.ts";
import { table } from "../table.ts";
import { wrap } from "../wrap.ts";

export interface UpgradeOptions extends CommonOptions {
  stack?: string;
  to?: string[];
  state?: string;
}

/** @returns exit status: 0 a plan, 5 something is refused to which no way leads */
export async function upgradePlanCommand(named: string | undefined, options: UpgradeOptions): Promise<number> {
  const { configFile, to, state, json } = options;
  if (named !== undefined && options.stack !== undefined && named !== options.stack)
    throw usage(`Two stacks are named, ${named} and ${options.stack}.`);
  const plan = await planUpgrade(options.stack ?? named ?? defaultStack, { configFile, to, state });
  if (json) printJson(plan);
  else show(plan);
  return plan.refused.every(({ way }) => way.length > 0) ? 0 : 5;
}

const told = {
  state: "What runs is told by the state that was given.",
  outputs: "What runs is told by the last `up` on this machine.",
};
const NOT_TOLD =
  "Nothing here tells what runs: the settings are taken for it. `--state FILE` takes what `pulumi stack export` writes.";

function show(plan: UpgradePlan): void {
  const { stack, cloud, backend, seen, steps, noWayBackFrom, refused } = plan;
  const columns = width();
  print(
    `${style.bold(`Upgrade of stack ${stack}`)}: ${cloud}, Kafka by ${backend}.\n${wrap(seen ? told[seen] : NOT_TOLD, 0, columns)}\n`,
  );
  showSubjects(plan, columns);
  print(`\n${style.bold(steps.length === 0 ? "Nothing to do." : "Steps")}`);
  if (steps.length > 0) print(wrap(`${HOW} \`npm run tributary -- smoke ${stack}\`.`, 0, columns));
  for (const step of steps) showStep(step);
  if (noWayBackFrom !== null) print(`\n${style.notice(`From step ${noWayBackFrom} on there is no way back.`)}`);
  if (refused.length > 0) print(`\n${style.bold("Refused")}`);
  for (const one of refused) showRefusal(one);
}

const HOW = "Each is a preview, an `up` and a smoke test of its own, with the settings that it names. The smoke test:";
const NEXT_RELEASE =
  "A newer one of what is marked so comes with the next release of Tributary: it installs one version of each, with definitions of the same. Renovate raises what package.json pins.";

function showSubjects({ subjects, steps }: UpgradePlan, columns: number): void {
  const rows = subjects.map((subject) => rowOf(subject, steps));
  print(table(["subject", "now", "target", "end of life", "what"], rows, columns, style.bold));
  const ends = subjects.flatMap(({ end }) => end?.source ?? []);
  const ended = subjects.filter(({ end }) => end?.ended);
  if (ends.length > 0) print(`\n${wrap(`End of life by ${[...new Set(ends)].join("; ")}.`, 0, columns)}`);
  for (const { id, now, target, end } of ended)
    print(style.notice(wrap(`${id} ${now ?? target} has had no fixes since ${end!.date}.`, 0, columns)));
  if (subjects.some(({ state }) => state === "next-release")) print(wrap(NEXT_RELEASE, 0, columns));
  for (const { title, what } of subjects.filter(({ state }) => state === "elsewhere"))
    print(wrap(`${title}: ${what}.`, 0, columns));
}

function rowOf({ id, now, target, end, state }: Subject, steps: readonly Step[]): string[] {
  const at = steps.filter(({ subjects }) => subjects.includes(id)).map(({ number }) => number);
  const what = {
    current: "up to date",
    raised: `step ${at.join(", ")}`,
    refused: "refused",
    "next-release": "newer: next release",
    elsewhere: "not this stack's",
  }[state];
  return [id, now ?? "not known", target ?? "-", end === null ? "-" : `${end.date}${end.ended ? ", over" : ""}`, what];
}

const INDENT = 13;
const line = (name: string, text: string): void =>
  print(`    ${style.dim(name.padEnd(INDENT - 4))}${wrap(text, INDENT, width())}`);

function showStep({ number, title, settings, changes, why, back, oneWay }: Step): void {
  print(`\n${style.bold(`${String(number).padStart(2)}. ${wrap(title, 4, width())}`)}`);
  if (settings.length > 0) line("set", settings.map(changeText).join(", "));
  line("changes", changes);
  line("why here", why);
  line("back", oneWay ? style.notice(back) : back);
}

const changeText = ({ path, value }: Change): string => (value === null ? `${path} taken out` : `${path}: ${value}`);

function showRefusal({ subject, from, to, reason, instead, way }: Refusal): void {
  const at = way.length > 0 ? " at once" : "";
  print(`\n    ${style.bad(`${subject} ${from === null ? "" : `${from} `}-> ${to}${at}`)}`);
  line("why", reason);
  line("instead", instead);
}

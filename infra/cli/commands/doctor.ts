/** doctor: looks, and changes nothing. */
import { examine, type Finding, type State } from "../../doctor/index.ts";
import type { CommonOptions } from "../options.ts";
import { print, printJson } from "../output.ts";
import { style } from "../style.ts";

const marks: Record<State, () => string> = {
  ok: () => style.good("ok     "),
  warning: () => style.notice("warning"),
  problem: () => style.bad("problem"),
};

/** @returns exit status: 0 when an `up` can be tried, 3 when something is missing */
export async function doctorCommand(stack: string, options: CommonOptions): Promise<number> {
  const findings = await examine(stack, { configFile: options.configFile });
  const problems = findings.filter(({ state }) => state === "problem");
  if (options.json) printJson({ stack, findings });
  else {
    for (const finding of findings) print(lineOf(finding));
    const warnings = findings.filter(({ state }) => state === "warning").length;
    print(`\n${problems.length} problems, ${warnings} warnings.`);
  }
  return problems.length === 0 ? 0 : 3;
}

function lineOf({ state, subject, what, todo }: Finding): string {
  const line = `${marks[state]()}  ${style.dim(subject.padEnd(11))}  ${what.replaceAll("\n", "\n                      ")}`;
  return todo === "" ? line : `${line}\n                      ${style.dim(todo)}`;
}

/** Options that several commands share. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { EngineChoice } from "../automation/index.ts";

export interface CommonOptions {
  json?: boolean;
  debug?: boolean;
  color: boolean;
  configFile?: string;
}
export interface EngineOptions extends CommonOptions {
  engine: EngineChoice;
  adopt?: boolean;
}

export const defaultStack = "local";

/** Paths are the user's, whose folder npm tells: `npm run` itself goes to the project's. */
export const userPath = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

const loads = { in: "inGbPerDay", out: "outGbPerDay", logs: "logsGbPerDay", kept: "keptGb", lake: "lakeGb" } as const;
export type Load = Partial<Record<(typeof loads)[keyof typeof loads], number>>;

/** in=50,out=150 -> as cost.assume has them */
export function assumed(text: string): Load {
  const load: Load = {};
  for (const part of text.split(",")) {
    const [, name = "", number = ""] = /^([a-z]+)=(\d+(?:\.\d+)?)$/.exec(part.trim()) ?? [];
    if (!(name in loads))
      throw new InvalidArgumentError(`${part.trim() || "Nothing"} is none of ${Object.keys(loads).join("=GB, ")}=GB.`);
    load[loads[name as keyof typeof loads]] = Number(number);
  }
  return load;
}

export function common(command: Command): Command {
  return command
    .option("--config-file <file>", "a stack file elsewhere than stacks/Pulumi.STACK.yaml", userPath)
    .option("--json", "machine-readable output")
    .option("--no-color", "no colours (as NO_COLOR does)")
    .option("--debug", "show where an error comes from");
}

export function withEngine(command: Command): Command {
  const engine = new Option("--engine <name>", "which engine runs the program")
    .choices(["auto", "pulumi", "embedded", "npm"])
    .default("auto", "the stack's own; for a new one `pulumi` on PATH, else embedded");
  return common(command).addOption(engine).option("--adopt", "take over a stack that belongs to the other engine");
}

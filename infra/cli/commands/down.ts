/** down: everything stops, data stays unless it is to be purged. */
import { createInterface } from "node:readline/promises";
import { down } from "../../automation/index.ts";
import type { EngineOptions } from "../options.ts";
import { print, usage } from "../output.ts";
import { summary } from "../progress.ts";
import { runOptions, withProgress } from "../run-command.ts";
import { style } from "../style.ts";

export interface DownOptions extends EngineOptions {
  purge?: boolean;
  yes?: boolean;
}

export async function downCommand(stack: string, options: DownOptions): Promise<void> {
  const purge = options.purge ?? false;
  if (purge && !options.yes) await confirm(stack);
  if (!options.json) print(style.bold(`Stack ${stack}, down`));
  const result = await withProgress(options, false, (_shown, run) =>
    down({ ...runOptions(stack, options), ...run, purge }),
  );
  if (options.json) return;
  print(summary(result));
  print(purge ? "Data, keys and passwords of the stack are deleted." : "Data stays; the next `up` finds it.");
}

async function confirm(stack: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw usage("--purge deletes data, keys and passwords, and there is nobody to ask.", "Add --yes.");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`Delete all data, keys and passwords of stack ${stack}? Type its name: `);
  lines.close();
  if (answer.trim() !== stack) throw usage("Nothing was deleted: that was not the stack's name.");
}

/** The command line: `node infra/cli/main.ts COMMAND ...`, as the scripts of package.json call it. */
import { CommanderError } from "commander";
import { printError, tolerateClosedPipes } from "./output.ts";
import { buildProgram } from "./program.ts";
import { useColor } from "./style.ts";

const LEFT_OPEN_MS = 5_000;

const args = process.argv.slice(2);
const flags = { json: args.includes("--json"), debug: args.includes("--debug") };

tolerateClosedPipes();
useColor(!args.includes("--no-color"));
let exitCode = 0;
try {
  const program = buildProgram((code) => {
    exitCode = code;
  });
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: "user" });
} catch (thrown) {
  // Commander has told already what is wrong with the arguments, or has shown the help.
  if (thrown instanceof CommanderError) exitCode = thrown.exitCode === 0 ? 0 : 2;
  else exitCode = printError(thrown, flags);
}
process.exitCode = exitCode;
// All is done and told: a client that still tries to reach somebody does not hold up a pipeline.
setTimeout(() => process.exit(), LEFT_OPEN_MS).unref();

// Plain JavaScript without dependencies, for Node 18 and newer: gets what the project needs, then runs it.
//   node infra/setup/run.js [--only-setup] [--run FILE.ts] [args ...]
// Without --run the command line (infra/cli/main.ts) is run. Exit status: that of what was run; 3 when the set-up failed.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ensureDependencies } from "./dependencies.js";
import { ensureNode } from "./node.js";
import { cache, projectRoot, SetupError, say } from "./tools.js";

const commandLine = join(projectRoot, "infra/cli/main.ts");

/** Takes the set-up's own flags from the front; all that follows belongs to what is run. */
function parse(args) {
  let onlySetup = false;
  let file = commandLine;
  const rest = [...args];
  for (;;) {
    if (rest[0] === "--only-setup") {
      onlySetup = true;
      rest.shift();
    } else if (rest[0] === "--run") {
      rest.shift();
      const name = rest.shift();
      if (!name) throw new SetupError("--run needs the name of a file.", 2);
      file = join(projectRoot, name);
    } else return { onlySetup, file, rest };
  }
}

/** Runs on the chosen Node; its folder is first on PATH, so that children find the same one. */
function run(node, file, args) {
  const env = {
    ...process.env,
    // As components/local/compile-cache.ts does for the processes after this one; tests would measure their coverage wrong.
    ...(file === commandLine ? { NODE_COMPILE_CACHE: join(cache, "node-compile") } : {}),
    TRIBUTARY_NODE: node,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
  };
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", file, ...args], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    say(`Node at ${node} cannot be started: ${error.message}.`);
    process.exitCode = 3;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

try {
  const { onlySetup, file, rest } = parse(process.argv.slice(2));
  const node = await ensureNode();
  await ensureDependencies(node);
  if (onlySetup) say("Everything is set up.");
  else run(node, file, rest);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}

/** The commands with their arguments; each command's work is loaded when it is called. */
import { Command, InvalidArgumentError } from "commander";
import { assumed, common, defaultStack, type EngineOptions, userPath, withEngine } from "./options.ts";

const examples = `
Examples:
  npm run up                                  the platform on this machine
  npm run up -- local-three                   another stack: stacks/Pulumi.local-three.yaml
  npm run preview                             what an up would change
  npm run logs -- processor-0 -f              what a process writes
  npm run tributary -- doctor local-three     tools, credentials, reachability, versions
  npm run tributary -- ingest events.ndjson   send a file of events
  npm run tributary -- policy                 what stack files break, before anything is there
  npm run tributary -- upgrade plan           what an upgrade would change, in which order, what is refused
  npm run tributary -- cost STACK             what a stack costs a month, and what drives it
  npm run tributary -- smoke                  one event through all of it: processed, dead-lettered, counted
  npm run tributary -- dead-letters list      what could not be processed, and why
  npm run down -- --purge                     stop everything and delete data, keys and passwords

Exit status: 0 done, 1 a step failed, 2 settings or arguments are wrong, 3 something is missing on this machine,
4 busy, of another engine, or not up, 5 refused to protect data or by a policy, 6 a process, Kafka or the smoke test failed,
130 cancelled.`;

/** @param setExit called by commands whose exit status is not that of an error */
export function buildProgram(setExit: (code: number) => void): Command {
  const program = new Command("tributary")
    .description("Deploys a Kafka platform from the settings of a stack.")
    .addHelpText("after", examples)
    .showHelpAfterError("(--help tells what there is)")
    .exitOverride();
  const add = (name: string, about: string) => program.command(name).description(about).exitOverride();
  const stack = "[stack]";
  const stackAbout = "name of a file stacks/Pulumi.STACK.yaml";
  const withStack = (name: string, about: string) => add(name, about).argument(stack, stackAbout, defaultStack);

  withEngine(withStack("up", "make the stack what its settings say, and see that events flow")).action(
    async (name: string, options: EngineOptions) => (await import("./commands/up.ts")).upCommand(name, options),
  );
  withEngine(withStack("preview", "what an up would change")).action(async (name: string, options: EngineOptions) =>
    (await import("./commands/up.ts")).previewCommand(name, options),
  );
  withEngine(withStack("refresh", "make the engine's state what is really there")).action(
    async (name: string, options: EngineOptions) => (await import("./commands/up.ts")).refreshCommand(name, options),
  );
  withEngine(withStack("down", "stop everything; data stays"))
    .option("--purge", "delete data, keys and passwords as well")
    .option("-y, --yes", "do not ask")
    .action(async (name: string, options) => (await import("./commands/down.ts")).downCommand(name, options));
  common(withStack("status", "what runs, how much memory it holds, how many events went through")).action(
    async (name: string, options) => setExit(await (await import("./commands/look.ts")).statusCommand(name, options)),
  );
  common(withStack("outputs", "addresses and references to secrets")).action(async (name: string, options) =>
    (await import("./commands/look.ts")).outputsCommand(name, options),
  );
  common(withStack("history", "the runs of a stack, the latest first")).action(async (name: string, options) =>
    (await import("./commands/look.ts")).historyCommand(name, options),
  );
  common(withStack("cancel", "end the run that is under way"))
    .option("--force", "do not wait for the steps under way")
    .action(async (name: string, options) => (await import("./commands/cancel.ts")).cancelCommand(name, options));
  common(
    withStack("doctor", "what stands between the stack and its up on this machine, each line with what to do"),
  ).action(async (name: string, options) =>
    setExit(await (await import("./commands/doctor.ts")).doctorCommand(name, options)),
  );
  common(add("policy", "hold stack files against the rules, before anything is there"))
    .argument(stack, `${stackAbout}; default: every file`)
    .option("-s, --stack <stack>", "the same")
    .option("--preview <file>", "judge the steps of `pulumi preview --json`, too", userPath)
    .action(async (name: string | undefined, options) =>
      setExit(await (await import("./commands/policy.ts")).policyCommand(name, options)),
    );
  common(withStack("cost", "what the stack costs a month at list prices, and what drives it; nothing is asked"))
    .option("--prices <file>", "prices of your own, YAML or JSON, before list prices; default: cost.prices", userPath)
    .option("--assume <load>", "in=GB a day, out=GB a day, logs=GB a day, kept=GB, lake=GB; joined by commas", assumed)
    .option("--sources", "where each price is from, and of which day")
    .addHelpText(
      "after",
      `
Examples:
  npm run tributary -- cost aws-msk-production
  npm run tributary -- cost aws-msk-production --assume in=50,out=150,logs=2
  npm run tributary -- cost aws-msk-production --prices prices.yaml --sources
  npm run tributary -- cost aws-msk-production --json

Exit status: 0 reckoned, 5 above cost.budget where that is refused.`,
    )
    .action(async (name: string, options) =>
      setExit(await (await import("./commands/cost.ts")).costCommand(name, options)),
    );
  common(add("logs", "what the stack's processes write"))
    .argument("[process]", "one of them, such as processor-0; default: all")
    .option("-s, --stack <stack>", stackAbout, defaultStack)
    .option("-f, --follow", "go on with what is written from now on")
    .option("-n, --lines <count>", "how many of the last lines", count, 20)
    .action(async (name: string | undefined, options) =>
      (await import("./commands/logs.ts")).logsCommand(name, options),
    );
  common(add("ingest", "send a file of login events, one JSON object a line"))
    .argument("<file>", "a path, or - for standard input")
    .option("-s, --stack <stack>", stackAbout, defaultStack)
    .action(async (file: string, options) =>
      setExit(await (await import("./commands/ingest.ts")).ingestCommand(file, options)),
    );
  common(
    withStack("smoke", "send an event through the stack, and find it processed, dead-lettered and counted"),
  ).action(async (name: string, options) => (await import("./commands/smoke.ts")).smokeCommand(name, options));
  upgrade(add("upgrade", "what an upgrade of Kafka, operators, charts and providers would be"), setExit);
  deadLetters(add("dead-letters", "look at dead letters, and replay them after a fix"));
  return program;
}

const upgradeExamples = `
Examples:
  npm run tributary -- upgrade plan kubernetes-production
  npm run tributary -- upgrade plan kubernetes-production --to kafka=4.3.0 metadata=4.2-IV1
  pulumi stack export --stack kubernetes-production > state.json
  npm run tributary -- upgrade plan kubernetes-production --state state.json --json

The stack's name comes before --to. Subjects are those of the table. Nothing is asked and nothing is changed.
Exit status: 0 a plan, 2 settings or arguments are wrong, 5 something is refused.`;

function upgrade(group: Command, setExit: (code: number) => void): void {
  const plan = group.command("plan").description("steps in their order, each with its reason and its way back");
  common(plan.exitOverride())
    .argument("[stack]", `name of a file stacks/Pulumi.STACK.yaml; default: ${defaultStack}`)
    .option("-s, --stack <stack>", "the same")
    .option("--to <subject=version...>", "instead of the newest that this release knows, such as kafka=4.3.0")
    .option("--state <file>", "what runs: `pulumi stack export`", userPath)
    .addHelpText("after", upgradeExamples)
    .action(async (name: string | undefined, options) =>
      setExit(await (await import("./commands/upgrade.ts")).upgradePlanCommand(name, options)),
    );
}

/** The selection is the same for both: what was seen is what is replayed. */
function deadLetters(group: Command): void {
  const add = (name: string, about: string, limit: number, principal: string) =>
    common(group.command(name).description(about).exitOverride())
      .argument("[stack]", "name of a file stacks/Pulumi.STACK.yaml", defaultStack)
      .option("--reason <reason...>", "only these reasons, such as invalid_json")
      .option("--since <when>", "set aside since then: 2026-01-31T12:00Z, or 90m, 12h, 7d ago")
      .option("--partition <number>", "of the dead-letter topic", count)
      .option("--offset <number>", "in that partition", count)
      .option("--limit <count>", "the latest so many", count, limit)
      .option("--principal <name>", "key of kafka.access whose rights are used", principal);
  add("list", "dead letters with reason and source position", 50, "reader")
    .option("--show-value", "keys and values, too, which may be personal data")
    .action(async (name: string, options) => (await import("./commands/dead-letters.ts")).listCommand(name, options));
  add("replay", "write dead letters to the input topic again, each once", 100_000, "replayer")
    .option("--all", "without any selection")
    .option("--dry-run", "only say what would be replayed")
    .option("-y, --yes", "do not ask")
    .action(async (name: string, options) => (await import("./commands/dead-letters.ts")).replayCommand(name, options));
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** The steps that look at the stack or change it: the same commands that a person runs. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../components/errors.ts";
import { preview as previewed } from "../automation/index.ts";
import { costMarkdown } from "../cost/text.ts";
import { type Delivery, forgetBusy, imageOf, keep, keepBusy, stackArgs } from "./delivery.ts";
import { previewText } from "./preview-text.ts";
import { type CommandOptions, run, statusOf, tributary } from "./run.ts";

/** Another run holds the stack (components/errors.ts: TRB_STACK_BUSY). */
const BUSY = 4;
/** Milliseconds. `patience` is as long as a growing cluster takes. */
const WAIT = { poll: 15_000, patience: 3_600_000 };

/** Also leaves preview.md, which pipelines show beside the change. */
export async function preview(delivery: Delivery): Promise<void> {
  const [stack, , configFile] = stackArgs(delivery.stack, imageOf(delivery));
  const steps: Parameters<typeof previewText>[1] = [];
  let cost = "";
  const result = await previewed({
    stack: stack!,
    ...(configFile === undefined ? {} : { configFile }),
    onEvent: (event) => {
      if (event.type === "step-finished" && event.step !== "same" && event.step !== "read") steps.push(event);
      if (event.type === "cost") cost = costMarkdown(event.estimate, new Date());
      if (event.type === "message" && event.severity !== "debug") process.stdout.write(`${event.text}\n`);
    },
  });
  const text = previewText(result, steps, cost);
  process.stdout.write(`${text}${keep("preview.md", text)}\n`);
}

export async function policy(delivery: Delivery): Promise<void> {
  await run(...tributary("policy", ...stackArgs(delivery.stack, imageOf(delivery))));
}

/**
 * @param options where else than in this checkout the command is run
 * @param wait how long another run is waited for, where settings say so
 * @throws TRB_STACK_BUSY when another run is under way, and settings say to refuse or it does not end
 */
export async function up(delivery: Delivery, options?: CommandOptions, wait = WAIT): Promise<void> {
  const { stack, settings } = delivery;
  const [command, args] = tributary("up", ...stackArgs(stack, imageOf(delivery)));
  forgetBusy(stack);
  for (const until = Date.now() + wait.patience; ; await sleep(wait.poll)) {
    const status = await statusOf(command, args, options);
    if (status === 0) return;
    if (status !== BUSY) throw new TributaryError("TRB_RUN_FAILED", `up of ${stack} ended with status ${status}.`);
    if (settings.delivery.whenBusy === "refuse" || Date.now() > until) {
      keepBusy(stack);
      throw new TributaryError("TRB_STACK_BUSY", `Another run holds stack ${stack}.`, {
        hint: "Start the pipeline again when it has ended, or set delivery.whenBusy: wait.",
      });
    }
    process.stdout.write(`Stack ${stack} is busy: looking again in ${wait.poll / 1000} s.\n`);
  }
}

/**
 * A stack that has none, such as one without an application, is as good as its up.
 * @param options where else than in this checkout the command is run
 */
export async function smoke(
  { settings, stack }: Pick<Delivery, "settings" | "stack">,
  options?: CommandOptions,
): Promise<void> {
  if (!settings.workload?.smoke.enabled) {
    process.stdout.write(`Stack ${stack} has no smoke test (workload.smoke.enabled).\n`);
    return;
  }
  const [command, args] = tributary("smoke", stack);
  await run(command, args, options);
}

/** dead-letters list and replay: with the connection of a principal of the stack, and no more rights than it has. */
import { isUtf8 } from "node:buffer";
import { createInterface } from "node:readline/promises";
import { type DeadLetter, listDeadLetters, type Plan, replayDeadLetters } from "../../../app/src/dead-letters/index.ts";
import { createLog } from "../../../app/src/log.ts";
import { type DeadLetterOptions, deadLettersOf, kafkaProblems, selectionOf } from "../dead-letters.ts";
import { print, printJson, usage } from "../output.ts";
import { style, width } from "../style.ts";
import { table } from "../table.ts";

/** The client's own log, on standard error and only with --debug: what it could not do is told in a sentence. */
const logOf = (debug = false) =>
  createLog(debug ? "warn" : "silent", {}, { write: (line) => process.stderr.write(line) });

export interface ListOptions extends DeadLetterOptions {
  showValue?: boolean;
}

export async function listCommand(stack: string, options: ListOptions): Promise<void> {
  const { connection, topics } = deadLettersOf(stack, options.principal);
  const selection = selectionOf(options);
  const found = await kafkaProblems(options.principal, () =>
    listDeadLetters({ connection, topic: topics.deadLetter, log: logOf(options.debug), ...selection }),
  );
  const letters = found.letters.map((letter) => shown(letter, options.showValue ?? false));
  if (options.json) return printJson({ topic: topics.deadLetter, total: found.total, reasons: found.reasons, letters });
  if (found.total === 0) return print("No dead letters.");
  const heading = ["set aside (UTC)", "at", "reason", "source", "replays", "detail"];
  const rows = letters.map((letter) => [
    letter.time.replace("T", " ").replace(/\..*/, ""),
    `${letter.partition}/${letter.offset}`,
    letter.reason,
    `${letter.source.topic} ${letter.source.partition}/${letter.source.offset}`,
    String(letter.replays),
    letter.detail,
  ]);
  if (options.showValue) {
    heading.push("key", "value");
    for (const [index, row] of rows.entries()) row.push(letters[index]?.key ?? "-", letters[index]?.value ?? "-");
  }
  print(table(heading, rows, width(), style.bold));
  const reasons = Object.entries(found.reasons).map(([reason, times]) => `${reason} ${times}`);
  const latest = found.total > letters.length ? `, the latest ${letters.length} shown` : "";
  print(`\n${found.total} dead letter${found.total === 1 ? "" : "s"}${latest}: ${reasons.join(", ")}.`);
}

export interface ReplayCommandOptions extends DeadLetterOptions {
  all?: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

export async function replayCommand(stack: string, options: ReplayCommandOptions): Promise<void> {
  const { connection, topics } = deadLettersOf(stack, options.principal);
  const { limit, ...selection } = selectionOf(options);
  if (!options.all && Object.keys(selection).length === 0)
    throw usage("Nothing says which dead letters are meant.", "Add --reason, --since or --partition, or --all.");
  if (topics.replays === null)
    throw usage(
      `Stack ${stack} has no topic to note replays in.`,
      "Set workload.topics.replays to a compacted topic of kafka.topics.",
    );
  if (!options.dryRun && !options.yes && !process.stdin.isTTY)
    throw usage("A replay writes to the input topic, and there is nobody to ask.", "Add --yes, or --dry-run.");
  const { input, deadLetter, replays: marks } = topics;
  let plan: Plan | undefined;
  const result = await kafkaProblems(options.principal, () =>
    replayDeadLetters({
      connection,
      topics: { input, deadLetter, marks },
      log: logOf(options.debug),
      limit,
      ...selection,
      async confirm(found) {
        plan = found;
        return !options.dryRun && (options.yes || (await ask(found.letters.length, input)));
      },
    }),
  );
  const { letters, already, truncated, replayed } = { ...plan, ...result };
  if (options.json) {
    const positions = letters.map(({ partition, record }) => ({ partition, offset: String(record.offset) }));
    return printJson({
      dryRun: options.dryRun ?? false,
      found: letters.length,
      replayed,
      already,
      truncated,
      positions,
    });
  }
  print(options.dryRun ? `${letters.length} would be replayed to ${input}.` : `${replayed} replayed to ${input}.`);
  if (already > 0) print(`${already} were replayed before.`);
  if (truncated > 0) print(`${truncated} cannot be replayed from here: their values were cut to fit the topic.`);
}

async function ask(count: number, topic: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`Write ${count} dead letters to ${topic} again? Type yes: `);
  lines.close();
  return answer.trim().toLowerCase() === "yes";
}

/** A key is a user's id, and a value an event: both only when asked for. */
function shown({ partition, record, reason, detail, time, source, replays, truncated }: DeadLetter, values: boolean) {
  return {
    partition,
    offset: String(record.offset),
    time: new Date(time).toISOString(),
    reason,
    detail,
    source,
    replays,
    truncated,
    bytes: record.value?.length ?? 0,
    ...(values ? { key: text(record.key), value: text(record.value) } : {}),
  };
}

/** What is no text is given in base64. */
function text(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  const clean = isUtf8(bytes) && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(bytes.toString());
  return clean ? bytes.toString() : `base64:${bytes.toString("base64")}`;
}

/** The program on stack files, recorded (infra/recording) with what AWS' own descriptions say of names. It proves wiring: nothing is created. */
import type { ProgramOptions } from "../../infra/program.ts";
import { type OutputsOf, type Recording, record } from "../../infra/recording/record.ts";
import type { Settings } from "../../infra/settings.ts";

export { type OutputsOf, type Recorded, type Recording, record } from "../../infra/recording/record.ts";

export interface StackOptions extends ProgramOptions {
  preview?: boolean;
  path?: string;
  change?: (raw: any) => void;
  outputs?: OutputsOf;
  /** What functions answer, by token. */
  calls?: Record<string, object>;
}

/** The program on a stack file: without a prometheus binary unless PATH is given, without a look at a cluster unless one is, on the same day. */
export async function recordStack(stack: string, options: StackOptions = {}): Promise<Recording> {
  const { ACCOUNT, awsAnswers } = await import("../aws/answers.ts");
  const { look = false, today = new Date("2026-11-27") } = options;
  const { readStackFile } = await import("../../infra/stack-file.ts");
  const { parseSettings } = await import("../../infra/settings.ts");
  const { program } = await import("../../infra/program.ts");
  // Nobody is asked.
  const askCaller = async () => ({ account: ACCOUNT, principal: `arn:aws:iam::${ACCOUNT}:role/tributary-deployer` });
  const raw = readStackFile(stack);
  options.change?.(raw);
  const parsed = parseSettings(raw);
  const outputs = await referencedOutputs(parsed);
  const before = process.env["PATH"];
  process.env["PATH"] = options.path ?? "";
  try {
    return await record(() => program(parsed, stack, { look, today, askCaller }), {
      stack,
      preview: options.preview ?? false,
      calls: options.calls ?? {},
      outputs: { ...awsAnswers, ...outputs, ...options.outputs },
    });
  } finally {
    process.env["PATH"] = before;
  }
}

/** What another stack tells is what its own program tells: the two are joined as they would be. */
async function referencedOutputs({ kafka }: Settings): Promise<OutputsOf> {
  if (kafka.backend !== "referenced") return {};
  const { result } = await recordStack(kafka.stack.split("/").at(-1)!);
  return { "pulumi:pulumi:StackReference": () => ({ outputs: result, secretOutputNames: [] }) };
}

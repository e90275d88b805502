/** cancel: ends the run that is under way. */
import { cancel } from "../../automation/index.ts";
import type { CommonOptions } from "../options.ts";
import { print } from "../output.ts";

export async function cancelCommand(stack: string, options: CommonOptions & { force?: boolean }): Promise<void> {
  const cancelled = await cancel(stack, { force: options.force ?? false });
  if (options.json) return print(JSON.stringify({ stack, cancelled }));
  print(
    cancelled
      ? `The run on stack ${stack} has ended; \`up\` or \`down\` goes on from there.`
      : `No run is under way on stack ${stack}.`,
  );
}

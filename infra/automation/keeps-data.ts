/** Which stacks a `down` leaves the data of. */
import { existsSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import { readStackFile, stackFile } from "../stack-file.ts";

/**
 * A local stack's data is files that stay. On a cloud the disks are resources of the stack, which go with it.
 * @throws TributaryError TRB_DATA_PROTECTED when a `down` of this stack would delete its data unasked
 */
export function requireDataKept(stack: string, configFile = stackFile(stack)): void {
  const cloud = existsSync(configFile) ? readStackFile(stack, configFile)["cloud"] : "local";
  if (cloud === "local") return;
  throw new TributaryError(
    "TRB_DATA_PROTECTED",
    `Stack ${stack} is on ${cloud}, where its disks are part of it: there is no down that keeps their data.`,
    { hint: "Add --purge to delete it with everything else; a stack of environment production is refused also then." },
  );
}

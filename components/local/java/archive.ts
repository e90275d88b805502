/** Unpacks a tar.gz with the system's tar, which Linux and macOS have. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { TributaryError } from "../../errors.ts";

/** Into `folder`; the archive is removed afterwards, its contents being what is used. */
export async function unpack(archive: string, folder: string): Promise<void> {
  try {
    await promisify(execFile)("tar", ["-xzf", archive, "-C", folder, "--no-same-owner"]);
  } catch (error) {
    const { code, stderr = "" } = error as { code?: string; stderr?: string };
    if (/No space left|quota/i.test(stderr)) {
      throw new TributaryError(
        "TRB_DISK_FULL",
        `The disk is full, so ${archive} could not be unpacked: free some space and start again.`,
        { cause: error },
      );
    }
    throw new TributaryError(
      "TRB_RUN_FAILED",
      code === "ENOENT"
        ? "The command tar is missing, which unpacks the schema registry: install it and start again."
        : `${archive} could not be unpacked: ${stderr.split("\n")[0]}.`,
      { cause: error },
    );
  }
  rmSync(archive);
}

/** ingest: sends a file's events with the stack's own connection and access. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { TributaryError } from "../../../components/errors.ts";
import { projectRoot, stackFolder } from "../../../components/local/folder.ts";
import { type CommonOptions, userPath } from "../options.ts";
import { note, print } from "../output.ts";

interface Summary {
  read: number;
  accepted: number;
  rejected: number;
  failed: number;
  rejectedLines: { line: number; reason: string; detail: string }[];
}

/**
 * @param file NDJSON, or `-` for standard input
 * @returns exit status: 0 all accepted, 1 some rejected, 3 Kafka did not acknowledge some in time
 */
export async function ingestCommand(file: string, options: CommonOptions & { stack: string }): Promise<number> {
  const folder = stackFolder(options.stack);
  const config = folder.path("config", "ingest-0.json");
  if (!existsSync(config)) {
    throw new TributaryError(
      "TRB_STACK_DOWN",
      `Stack ${options.stack} has no ingest process whose connection could be used.`,
      {
        hint: "Run `up` first, with workload.ingest.instances of at least 1.",
      },
    );
  }
  const main = join(projectRoot, "app/src", `main${extname(import.meta.filename)}`);
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", main, "ingest-file", file === "-" ? "-" : userPath(file)],
    {
      env: {
        ...process.env,
        TRIBUTARY_CONFIG: config,
        TRIBUTARY_SECRETS_DIR: folder.root,
        TRIBUTARY_SCHEMA_CACHE: folder.path("schemas"),
      },
      stdio: ["inherit", "pipe", "inherit"],
    },
  );
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  // The child gets a Ctrl-C of the terminal as well, and ends by it; then so do we.
  process.on("SIGINT", () => undefined);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 1)));
  });
  if (out.trim() === "") return code;
  if (options.json) process.stdout.write(out);
  else tell(JSON.parse(out) as Summary);
  return code;
}

function tell({ read, accepted, rejected, failed, rejectedLines }: Summary): void {
  print(
    `${read} read, ${accepted} accepted, ${rejected} rejected${failed > 0 ? `, ${failed} not acknowledged in time` : ""}.`,
  );
  for (const { line, reason, detail } of rejectedLines.slice(0, 10)) note(`  line ${line}: ${reason}. ${detail}`);
}

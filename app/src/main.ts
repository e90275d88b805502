/**
 * The application's entry: `node app/src/main.ts` runs the role of TRIBUTARY_CONFIG; `node app/src/main.ts ingest-file [FILE|-]`
 * sends a file's events with the ingest role's configuration. Exit statuses: exit.ts.
 */
import { ConfigError } from "./errors.ts";
import { exitWith } from "./exit.ts";
import { loadConfig } from "./load-config.ts";

async function main(args: string[]): Promise<void> {
  const [command, ...rest] = args;
  if (command !== undefined && (command !== "ingest-file" || rest.length > 1)) {
    throw new ConfigError(
      "Usage: node app/src/main.ts [ingest-file [FILE|-]], with TRIBUTARY_CONFIG naming the configuration.",
    );
  }
  const config = loadConfig(process.env["TRIBUTARY_CONFIG"]);
  if (command === "ingest-file") {
    if (config.role !== "ingest")
      throw new ConfigError(`ingest-file needs a configuration of role ingest; this one is of role ${config.role}.`);
    const { runIngestFile } = await import("./roles/ingest-file/index.ts");
    process.exit(await runIngestFile(config, rest[0] ?? "-"));
  }
  // Imported one by one, so that a role starts without loading the others.
  switch (config.role) {
    case "ingest":
      return (await import("./roles/ingest/index.ts")).runIngest(config);
    case "processor":
      return (await import("./roles/processor/index.ts")).runProcessor(config);
    case "generator":
      return (await import("./roles/generator/index.ts")).runGenerator(config);
  }
}

main(process.argv.slice(2)).catch(exitWith);

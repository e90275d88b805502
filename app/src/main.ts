/**
 * The application's entry: `node app/src/main.ts` runs the role of TRIBUTARY_CONFIG; `node app/src/main.ts ingest-file [FILE|-]`
 * sends a file's events with the ingest role's configuration; `node app/src/main.ts register-schemas`, `... administer`,
 * `... prepare-logging` and `... smoke` do what a configuration of their own says, and end. Exit statuses: exit.ts.
 */
import { ConfigError } from "./errors.ts";
import { exitWith } from "./exit.ts";
import { loadConfig, readConfig } from "./load-config.ts";

/** How many arguments each takes at most. */
const commands = new Map([
  ["ingest-file", 1],
  ["register-schemas", 0],
  ["administer", 0],
  ["prepare-logging", 0],
  ["smoke", 0],
]);

async function main(args: string[]): Promise<void> {
  const [command, ...rest] = args;
  const most = command === undefined ? 0 : commands.get(command);
  if (most === undefined || rest.length > most) {
    throw new ConfigError(
      "Usage: node app/src/main.ts [ingest-file [FILE|-] | register-schemas | administer | prepare-logging | smoke], with TRIBUTARY_CONFIG naming the configuration.",
    );
  }
  const file = process.env["TRIBUTARY_CONFIG"];
  if (command === "register-schemas") {
    const { schemasConfigSchema } = await import("./roles/register-schemas/config.ts");
    const { runRegisterSchemas } = await import("./roles/register-schemas/index.ts");
    process.exit(await runRegisterSchemas(readConfig(file, schemasConfigSchema)));
  }
  if (command === "administer") {
    const { administerConfigSchema } = await import("./roles/administer/config.ts");
    const { runAdminister } = await import("./roles/administer/index.ts");
    process.exit(await runAdminister(readConfig(file, administerConfigSchema)));
  }
  if (command === "prepare-logging") {
    const { loggingConfigSchema } = await import("./roles/prepare-logging/config.ts");
    const { runPrepareLogging } = await import("./roles/prepare-logging/index.ts");
    process.exit(await runPrepareLogging(readConfig(file, loggingConfigSchema)));
  }
  if (command === "smoke") {
    const { smokeConfigSchema } = await import("./roles/smoke/config.ts");
    const { runSmoke } = await import("./roles/smoke/index.ts");
    process.exit(await runSmoke(readConfig(file, smokeConfigSchema)));
  }
  const config = loadConfig(file);
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

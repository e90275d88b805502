/**
 * The one-shot services of compose.yaml: `prepare`, `setup`, `elastic`; and for people `show NAME`, which prints a secret:
 * token (of ingest's clients), ca, grafana, elastic, or a user of Kafka.
 */
import { readFileSync } from "node:fs";
import { stackFolder } from "../../components/local/folder.ts";
import { ensurePassword } from "../../components/local/handlers/user.ts";
import { tlsFile } from "../../components/local/kafka/tls-files.ts";
import { STACK } from "./layout.ts";
import { type ComposeSettings, composeSettings } from "./settings.ts";
import { watchPassword } from "./watch-files.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main([command, name]: string[]): Promise<void> {
  const settings = composeSettings();
  switch (command) {
    case "prepare": {
      const { prepare } = await import("./prepare.ts");
      return prepare(settings, { volumes: "/volumes", outsidePort: Number(process.env["KAFKA_PORT"]) });
    }
    case "setup":
      return (await import("./setup.ts")).setup(settings, say);
    case "elastic":
      return (await import("./elastic.ts")).prepareElasticsearch();
    case "show":
      return say(shown(settings, name).trim());
    default:
      throw new Error(`There is no command ${command}: there are prepare, setup, elastic and show.`);
  }
}

function shown({ kafka, secrets }: ComposeSettings, name = ""): string {
  const folder = stackFolder(STACK);
  const read = (file: string) => readFileSync(folder.path(file), "utf8");
  const principal = kafka.access[name];
  if (principal) return ensurePassword(folder, name, principal.rotation ?? 1);
  if (name === "token") return read(`secrets/ingest/token.${secrets.ingestToken.rotation}`);
  if (name === "ca") return read(tlsFile.authority);
  if (name === "grafana" || name === "elastic") return read(watchPassword(name));
  const known = ["token", "ca", "grafana", "elastic", ...Object.keys(kafka.access)];
  throw new Error(`There is no secret "${name}": there are ${known.join(", ")}.`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

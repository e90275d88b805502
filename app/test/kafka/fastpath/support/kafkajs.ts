/** kafkajs twice: untouched, in a folder of its own, and with the fast path. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FastpathReport, installFastpath } from "../../../../src/kafka/fastpath/index.ts";
import { installedFolder, KafkaJsModules } from "../../../../src/kafka/fastpath/modules.ts";

const copies: string[] = [];
process.on("exit", () => {
  for (const folder of copies) rmSync(folder, { recursive: true, force: true });
});

/** A copy of kafkajs that is removed when the process ends. */
export function copyOfKafkaJs(): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-kafkajs-"));
  cpSync(installedFolder(), folder, { recursive: true });
  copies.push(folder);
  return folder;
}

export interface BothKafkaJs {
  original: KafkaJsModules;
  fast: KafkaJsModules;
  report: FastpathReport;
  warnings: string[];
}

/** Both use the fast path's codecs, as kafkajs has none but gzip. */
export function bothKafkaJs(): BothKafkaJs {
  const warnings: string[] = [];
  const report = installFastpath({
    log: { warn: (fields, message) => warnings.push(`${message} ${JSON.stringify(fields)}`) },
  });
  const fast = new KafkaJsModules(installedFolder());
  const original = new KafkaJsModules(copyOfKafkaJs());
  const { Codecs } = original.load("protocol/message/compression/index.js");
  Object.assign(Codecs, fast.load("protocol/message/compression/index.js").Codecs);
  return { original, fast, report, warnings };
}

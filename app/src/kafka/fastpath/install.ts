/**
 * Puts faster and safer parts into kafkajs 2.2.4. Each part is made only when the kafkajs files that it stands for are exactly
 * those that it was written and tested against; otherwise kafkajs' own stays, and a warning says so.
 */
import { type Crc32c, nativeCrc32c } from "./crc32c.ts";
import { type Internal, installedFolder, KafkaJsModules } from "./modules.ts";
import { type Context, parts } from "./parts.ts";
import { pins } from "./pins.ts";
import { type FastpathName, type FastpathSetting, fastpathNames, isWanted } from "./setting.ts";

export interface FastpathOptions {
  /** default: all; see fastpathSetting for text from the environment */
  enabled?: FastpathSetting;
  log: { warn(fields: object, message: string): void };
  /** of another kafkajs than the application's own; for tests */
  folder?: string;
}

export interface FastpathReport {
  installed: FastpathName[];
  /** kafkajs' own is used for these. */
  kept: { name: FastpathName; reason: string }[];
  /** What computes CRC-32C. */
  crc32c: "native" | "javascript";
  /** Compression formats that cannot be used on this machine. */
  missingCodecs: string[];
  /** The kafkajs that holds the parts. Take `Kafka` from here: an earlier import may hold another one. */
  kafkajs: typeof import("kafkajs");
}

const reports = new Map<string, FastpathReport>();

/**
 * Call it before the first `new Kafka()` of a process or worker thread; further calls only give the first one's report. When
 * kafkajs was loaded before, it is loaded once more with the parts.
 */
export function installFastpath({ enabled = true, log, folder = installedFolder() }: FastpathOptions): FastpathReport {
  const before = reports.get(folder);
  if (before !== undefined) return before;
  const modules = new KafkaJsModules(folder);
  const kept: FastpathReport["kept"] = [];
  const chosen = fastpathNames.filter((name) => {
    const reason = isWanted(enabled, name) ? difference(modules, name) : "switched off by setting";
    if (reason === undefined) return true;
    kept.push({ name, reason });
    log.warn({ part: name, reason }, "kafkajs' own code is used instead of the fast path");
    return false;
  });
  if (chosen.length > 0 && modules.anyLoaded()) modules.forget();
  const native = chosen.includes("crc32c") ? nativeCrc32c() : undefined;
  if (chosen.includes("crc32c") && native === undefined)
    log.warn({ part: "crc32c" }, "no native CRC-32C for this platform: sending and reading are slower");
  const context: Context = { modules, crc32c: native ?? crcOf(modules), missingCodecs: [] };
  for (const name of chosen) parts[name](context);
  if (context.missingCodecs.length > 0)
    log.warn({ missing: context.missingCodecs }, "compression formats that cannot be used on this machine");
  const report: FastpathReport = {
    installed: chosen,
    kept,
    crc32c: native === undefined ? "javascript" : "native",
    missingCodecs: context.missingCodecs,
    kafkajs: modules.main(),
  };
  reports.set(folder, report);
  return report;
}

/** What it takes to send packed records (app/src/kafka/packed) as they are. */
const packedParts: readonly FastpathName[] = ["grouping", "produce-encoding", "send"];

/** Whether the application's kafkajs sends packed records; false before installFastpath. */
export function takesPacked(): boolean {
  const installed = reports.get(installedFolder())?.installed ?? [];
  return packedParts.every((name) => installed.includes(name));
}

/** Why a part must not be put in; undefined when it may be. */
export function difference(modules: KafkaJsModules, name: FastpathName): string | undefined {
  for (const [file, pinned] of Object.entries(pins[name])) {
    const digest = modules.digest(file);
    if (digest === undefined) return `kafkajs has no file ${file}`;
    if (digest !== pinned) return `kafkajs' file ${file} is not that of version 2.2.4 (sha256 ${digest})`;
  }
  return undefined;
}

function crcOf(modules: KafkaJsModules): Crc32c {
  return modules.load("protocol/recordBatch/crc32C/index.js") as Internal;
}

/** The module files inside an installed kafkajs: their checksums, and putting other exports in their place. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join, sep } from "node:path";

const require = createRequire(import.meta.url);

/** kafkajs has no types for what lies inside it; each replacement says what it expects of it. */
export type Internal = any;

/** Where kafkajs is installed for this application. */
export function installedFolder(): string {
  return dirname(require.resolve("kafkajs/package.json"));
}

export class KafkaJsModules {
  readonly #folder: string;

  /** @param folder of kafkajs' package.json */
  constructor(folder: string) {
    this.#folder = folder;
  }

  #path(file: string): string {
    return join(this.#folder, "src", file);
  }

  /** sha256 of a file below src, in hex; undefined when it is not there. */
  digest(file: string): string | undefined {
    try {
      return createHash("sha256")
        .update(readFileSync(this.#path(file)))
        .digest("hex");
    } catch {
      return undefined;
    }
  }

  /** kafkajs' own exports of a file below src. */
  load(file: string): Internal {
    return require(this.#path(file));
  }

  /** What an application imports. */
  main(): typeof import("kafkajs") {
    return require(join(this.#folder, "index.js")) as typeof import("kafkajs");
  }

  /** Whoever asks for the file from now on is given `exports`. */
  replace(file: string, exports: unknown): void {
    this.load(file);
    require.cache[this.#path(file)]!.exports = exports;
  }

  /**
   * Loads a file with some of its text changed.
   * @throws Error when a text does not occur exactly once
   */
  loadChanged(file: string, changes: readonly (readonly [from: string, to: string])[]): void {
    const path = this.#path(file);
    let source = readFileSync(path, "utf8");
    for (const [from, to] of changes) {
      if (source.split(from).length !== 2) throw new Error(`${file} does not hold this text once: ${from}`);
      source = source.replace(from, () => to);
    }
    const module = new Module(path) as Internal;
    module.filename = path;
    module.paths = (Module as Internal)._nodeModulePaths(dirname(path));
    module._compile(source, path);
    module.loaded = true;
    require.cache[path] = module;
  }

  /** True when some of kafkajs was loaded before. */
  anyLoaded(): boolean {
    return Object.keys(require.cache).some((path) => path.startsWith(this.#folder + sep));
  }

  /** The next load starts anew; whoever holds exports of kafkajs keeps the old ones. */
  forget(): void {
    for (const path of Object.keys(require.cache)) if (path.startsWith(this.#folder + sep)) delete require.cache[path];
  }
}

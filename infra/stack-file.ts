/** The stack files: stacks/Pulumi.<stack>.yaml over the defaults of Pulumi.yaml, read without any engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { TributaryError } from "../components/errors.ts";
import { projectRoot } from "../components/local/folder.ts";
import { project } from "./naming.ts";
import { nearest } from "./settings/nearest.ts";
import { settingsError } from "./settings/problem.ts";

const folder = () => join(projectRoot, "stacks");
const prefix = `${project}:`;

/** Stacks that have a file, by name. */
export function stackNames(): string[] {
  return readdirSync(folder())
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** Path of a stack's file. */
export function stackFile(stack: string): string {
  return join(folder(), `Pulumi.${stack}.yaml`);
}

/**
 * The project's keys of a stack file without their prefix, over the defaults of Pulumi.yaml. Other namespaces' keys, such as
 * aws:region, are their providers' and left out. Values that Pulumi has encrypted stay as they stand: `{ secure: ... }`.
 * @param configFile a file elsewhere
 * @throws TributaryError TRB_STACK_UNKNOWN when there is no such file, TRB_SETTINGS_INVALID when it is not one
 */
export function readStackFile(stack: string, configFile = stackFile(stack)): Record<string, unknown> {
  if (!existsSync(configFile)) throw unknownStack(stack, configFile);
  const raw: Record<string, unknown> = defaults();
  for (const [key, value] of Object.entries(configOf(configFile))) {
    if (!key.includes(":")) {
      const path = `config.${key}`;
      throw settingsError(
        [{ path, given: "a key without a namespace", allowed: `${prefix}${key}` }],
        shortPath(configFile),
      );
    }
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = value;
  }
  return raw;
}

/** Keys of other namespaces, such as confluentcloud:cloudApiKey, as the stack's file has them. */
export function othersConfig(stack: string, configFile = stackFile(stack)): [key: string, value: unknown][] {
  return Object.entries(configOf(configFile)).filter(([key]) => !key.startsWith(prefix));
}

function configOf(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new TributaryError(
      "TRB_SETTINGS_INVALID",
      `${shortPath(file)} is not YAML: ${(error as Error).message.split("\n")[0]}`,
    );
  }
  const config = isObject(content) ? (content["config"] ?? {}) : content;
  if (isObject(config)) return config;
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `${shortPath(file)} has no object \`config\`: that is where the settings of a stack stand.`,
  );
}

/** `default` of each key that Pulumi.yaml declares for all stacks. */
function defaults(): Record<string, unknown> {
  const { config = {} } = parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")) as {
    config?: Record<string, { default?: unknown }>;
  };
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
  );
}

function unknownStack(stack: string, file: string): TributaryError {
  const known = stackNames();
  const near = nearest(stack, known);
  return new TributaryError(
    "TRB_STACK_UNKNOWN",
    `There is no stack ${stack}: ${shortPath(file)} does not exist; there is ${known.join(", ")}.`,
    {
      hint: near === undefined ? "" : `Did you mean ${near}?`,
      details: { stack, known },
    },
  );
}

/** Below the project's root without the root. */
function shortPath(file: string): string {
  const short = relative(projectRoot, file);
  return short.startsWith("..") ? file : short;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

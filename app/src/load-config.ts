/** Reads and checks the configuration that TRIBUTARY_CONFIG names. */
import { readFileSync } from "node:fs";
import type { z } from "zod";
import { type AppConfig, appConfigSchema } from "./config.ts";
import { ConfigError, messageOf } from "./errors.ts";

/**
 * The environment variable TRIBUTARY_INSTANCE, when there is one, stands for `instance`.
 * @param file path of a JSON file, usually the value of TRIBUTARY_CONFIG
 * @throws ConfigError one sentence that names the file and every problem in it
 */
export function loadConfig(file: string | undefined): AppConfig {
  return named(readConfig(file, appConfigSchema));
}

/**
 * @param file path of a JSON file, usually the value of TRIBUTARY_CONFIG
 * @throws ConfigError one sentence that names the file and every problem in it
 */
export function readConfig<S extends z.ZodType>(file: string | undefined, schema: S): z.infer<S> {
  if (file === undefined || file === "") {
    throw new ConfigError("TRIBUTARY_CONFIG is not set; it must name the JSON file with this process' configuration.");
  }
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigError(`The configuration ${file} cannot be read as JSON: ${messageOf(error)}.`);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
  throw new ConfigError(`The configuration ${file} is not valid: ${problems.join("; ")}.`);
}

/** Where many processes share a configuration, such as the pods of a Deployment, each is told its own name. */
function named(config: AppConfig): AppConfig {
  const instance = process.env["TRIBUTARY_INSTANCE"] ?? "";
  return instance === "" ? config : { ...config, instance };
}

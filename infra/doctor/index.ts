/** What stands between a stack and its `up` on this machine: everything at once, nothing changed, nothing fetched. */
import { runtime } from "@pulumi/pulumi";
import { settingsWarnings } from "../settings/warnings.ts";
import { parseSettings, type Settings } from "../settings.ts";
import { othersConfig, readStackFile } from "../stack-file.ts";
import { credentialFindings } from "./credentials.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import { reachFindings } from "./reach.ts";
import { toolFindings } from "./tools.ts";

export type { Finding, State } from "./finding.ts";

export interface DoctorOptions {
  configFile?: string | undefined;
  env?: NodeJS.ProcessEnv;
  /** Versions that have ended by then are told. Default: now. */
  today?: Date;
}

/** With settings that are wrong nothing else can be said. */
export async function examine(
  stack: string,
  { configFile, env = process.env, today = new Date() }: DoctorOptions = {},
): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = parseSettings(readStackFile(stack, configFile));
    // Outside Pulumi nobody tells the program these. What is encrypted is there, which is all that is asked.
    for (const [key, value] of othersConfig(stack, configFile))
      runtime.setConfig(key, typeof value === "string" ? value : "encrypted");
  } catch (thrown) {
    return [wrong("settings", thrown)];
  }
  const groups = await Promise.all([
    [ok("settings", `stack ${stack}: ${settings.cloud}, Kafka by ${settings.kafka.backend}, ${settings.environment}`)],
    versionFindings(settings, stack, today),
    toolFindings(settings, stack),
    credentialFindings(settings, stack, env),
    reachFindings(settings, stack, today),
  ]);
  return groups.flat();
}

function versionFindings(settings: Settings, stack: string, today: Date): Finding[] {
  const warnings = settingsWarnings(settings, today);
  if (warnings.length === 0)
    return [ok("versions", "every version that the settings name still gets fixes, as far as is known")];
  return warnings.map((what) => ({
    subject: "versions",
    state: "warning",
    what,
    todo: `\`npm run tributary -- upgrade plan ${stack}\` says the way.`,
  }));
}

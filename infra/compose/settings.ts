/** The settings that compose's platform has in common with the stack on one machine: topics, access, workload. */
import { settingsSchema } from "../settings/schema.ts";
import type { SettingsOf } from "../settings.ts";
import { readStackFile } from "../stack-file.ts";
import { SETTINGS_OF } from "./layout.ts";

type LocalSettings = SettingsOf<"local">;
export type ComposeSettings = LocalSettings & {
  kafka: Extract<LocalSettings["kafka"], { backend: "local" }>;
  workload: NonNullable<LocalSettings["workload"]>;
};

/** What else could be wrong with the file, `npm run preview` tells. @throws Error when it does not have the shape of settings */
export function composeSettings(): ComposeSettings {
  const settings = settingsSchema.parse(readStackFile(SETTINGS_OF));
  if (settings.cloud !== "local" || settings.kafka.backend !== "local" || settings.workload === undefined)
    throw new Error(`Stack ${SETTINGS_OF} must have brokers of its own and a workload.`);
  return settings as ComposeSettings;
}

/** What a pipeline would miss to log in with; a person may be logged in by files, so these are warnings. */
import { missingOf } from "../delivery/credentials.ts";
import { deliveryFor } from "../delivery/delivery.ts";
import type { Settings } from "../settings.ts";
import { type Finding, ok } from "./finding.ts";

const SUBJECT = "credentials";

/** @param env in which they are looked for */
export function credentialFindings(settings: Settings, stack: string, env: NodeJS.ProcessEnv): Finding[] {
  if (settings.cloud === "local") return [];
  const missing = missingOf(deliveryFor(settings, stack, "pull-request", env)).filter(({ tool }) => tool === undefined);
  if (missing.length === 0) return [ok(SUBJECT, "everything that a pipeline would need")];
  return missing.map(({ what, how }) => ({ subject: SUBJECT, state: "warning", what: `${what}.`, todo: `${how}.` }));
}

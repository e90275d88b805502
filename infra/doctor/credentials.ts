/** Who this run would be at the services that the stack needs. */
import { missingOf } from "../delivery/credentials.ts";
import { deliveryFor } from "../delivery/delivery.ts";
import type { Settings } from "../settings.ts";
import { type Finding, findingOf, ok } from "./finding.ts";

const SUBJECT = "credentials";

/** @param env in which they are looked for */
export async function credentialFindings(
  settings: Settings,
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  if (settings.cloud === "local") return [];
  const missing = missingOf(deliveryFor(settings, stack, "pull-request", env)).filter(({ tool }) => tool === undefined);
  // A person may be logged in by files; what a pipeline would miss is only a warning then.
  const told = missing.map(
    ({ what, how }): Finding => ({ subject: SUBJECT, state: "warning", what: `${what}.`, todo: `${how}.` }),
  );
  if (settings.cloud !== "aws") return told.length > 0 ? told : [ok(SUBJECT, "everything that a pipeline would need")];
  const caller = await findingOf(SUBJECT, async () => {
    const { callerOf } = await import("../clouds/aws/caller.ts");
    const { principal, account } = await callerOf(settings);
    return `AWS knows ${principal} in account ${account}`;
  });
  return [caller, ...(caller.state === "ok" ? told.filter(({ what }) => !what.startsWith("AWS ")) : told)];
}

/** How it is told that there is no smoke test. */
import { TributaryError } from "../../components/errors.ts";

export const noSmoke = (stack: string): TributaryError =>
  new TributaryError("TRB_USAGE", `Stack ${stack} has no smoke test.`, {
    hint: "Set workload.smoke.enabled, give its principal its rights in kafka.access (docs/smoke.md), and run `up`.",
  });

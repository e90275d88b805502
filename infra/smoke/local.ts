/** The smoke test of a stack on this machine: within this process, with what the stack's outputs tell and the secrets of its folder. */
import { createLog } from "../../app/src/log.ts";
import { type SmokeConfig, smokeConfigSchema } from "../../app/src/roles/smoke/config.ts";
import type { SmokeReport } from "../../app/src/roles/smoke/report.ts";
import { smokeTest } from "../../app/src/roles/smoke/smoke-test.ts";
import { TributaryError } from "../../components/errors.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { outputs } from "../automation/index.ts";
import { noSmoke } from "./problems.ts";

/** Of the stack's outputs, as far as it is needed. */
interface Told {
  clusters?: { primary?: { connections?: Record<string, unknown> } };
  workload?: {
    smoke?: { principal: string; deadlineSeconds: number } | null;
    topics: Record<"input" | "output" | "deadLetter", string>;
    ingest: { urls: string[]; token: unknown };
    metrics: { job: string; targets: string[]; path: string }[];
  } | null;
}

/**
 * @param debug the client's own log, on standard error
 * @throws TRB_STACK_DOWN when the stack is not up, TRB_USAGE when it has no smoke test
 */
export async function smokeLocally(stack: string, debug = false, stop?: AbortSignal): Promise<SmokeReport> {
  const config = configOf(stack, outputs(stack) as Told);
  process.env["TRIBUTARY_SECRETS_DIR"] = stackFolder(stack).root;
  const log = createLog(debug ? "warn" : "silent", {}, { write: (line) => process.stderr.write(line) });
  return smokeTest(config, log, stop);
}

function configOf(stack: string, { clusters, workload }: Told): SmokeConfig {
  const smoke = workload?.smoke;
  if (!workload || !smoke) throw noSmoke(stack);
  const pages = (role: string): string[] =>
    workload.metrics
      .filter(({ job }) => job === role)
      .flatMap(({ targets, path }) => targets.map((target) => `http://${target}${path}`));
  const { input, output, deadLetter } = workload.topics;
  const parsed = smokeConfigSchema.safeParse({
    version: 1,
    connection: clusters?.primary?.connections?.[smoke.principal],
    ingest: { url: workload.ingest.urls[0], token: workload.ingest.token },
    topics: { input, output, deadLetter },
    metrics: { ingest: pages("ingest"), processor: pages("processor") },
    deadlineSeconds: smoke.deadlineSeconds,
  });
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new TributaryError(
    "TRB_INTERNAL",
    `The outputs of stack ${stack} are not what its smoke test needs: ${paths}.`,
  );
}

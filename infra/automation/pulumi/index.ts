/** A run with the Pulumi CLI. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TributaryError } from "../../../components/errors.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import type { Protectable } from "../../engine/custom.ts";
import { refuseProtected } from "../../engine/deletion.ts";
import type { EngineResult } from "../../engine/index.ts";
import { Steps } from "../../engine/steps.ts";
import type { EngineRun } from "../engine-run.ts";
import type { Operation } from "../types.ts";
import { prepareBackend } from "./backend.ts";
import { callPulumi } from "./cli.ts";
import { followEventLog } from "./event-log.ts";
import { Translator } from "./translate.ts";

/** Only the plugins that a stack uses: by default every provider SDK's in node_modules is fetched for every stack. */
const flags: Record<Operation, string[]> = {
  preview: ["--skip-plugin-pre-install"],
  up: ["--yes", "--skip-preview", "--skip-plugin-pre-install"],
  refresh: ["--yes", "--skip-preview", "--skip-plugin-pre-install"],
  destroy: ["--yes", "--skip-preview", "--skip-plugin-pre-install"],
};

/** The first version that has --skip-plugin-pre-install. */
const oldest = [3, 238, 0] as const;

/** @param command how the CLI is called */
export async function runPulumi(run: EngineRun, command: string[]): Promise<EngineResult> {
  await requireVersion(command);
  const { folder, operation, signal } = run;
  const { env, configFile } = await prepareBackend(command, folder, run.configFile);
  if (operation === "destroy") refuseProtected(await resourcesOf(command, folder.stack, env), new Steps(run.emit));
  const log = folder.path("pulumi", "events.ndjson");
  rmSync(log, { force: true });
  const args = [operation, ...flags[operation], ...policies(run), "--stack", folder.stack, "--config-file", configFile];
  const translator = new Translator(run.emit);
  const call = callPulumi(command, [...args, "--event-log", log], env);
  const stop = followEventLog(log, (event) => translator.event(event));
  const interrupt = () => call.child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  run.onForce(interrupt);
  const { code, stderr, stdout } = await call.done;
  signal.removeEventListener("abort", interrupt);
  stop();
  if (signal.aborted) {
    throw new TributaryError(
      "TRB_CANCELLED",
      `The run was cancelled; \`up\` or \`down\` goes on from where stack ${folder.stack} is now.`,
    );
  }
  if (code !== 0)
    throw translator.failure(lastWords(stderr) || lastWords(stdout) || `pulumi ended with status ${code}.`);
  return { changes: translator.changes, outputs: operation === "destroy" ? {} : translator.outputs };
}

/** On clouds the engine asks the policy pack, too, which sees values that only providers know. It takes seconds to start. */
function policies({ operation, config }: EngineRun): string[] {
  const asked = (operation === "preview" || operation === "up") && config["cloud"] !== "local";
  return asked ? ["--policy-pack", join(projectRoot, "infra/policy")] : [];
}

/** What Pulumi knows of the stack. Its own destroy would find what is protected only after it had deleted what is not. */
async function resourcesOf(command: string[], stack: string, env: Record<string, string>): Promise<Protectable[]> {
  const { code, stdout, stderr } = await callPulumi(command, ["stack", "export", "--stack", stack], env).done;
  if (code !== 0)
    throw new TributaryError("TRB_RUN_FAILED", `The state of stack ${stack} cannot be read: ${lastWords(stderr)}`);
  const { deployment } = JSON.parse(stdout) as {
    deployment?: { resources?: (Partial<Protectable> & { urn: string })[] };
  };
  return (deployment?.resources ?? []).map(({ urn, type = "", protect = false }) => ({ urn, type, protect }));
}

function lastWords(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ").trim();
}

/** A CLI built from source tells no version, and is taken as new. */
async function requireVersion(command: string[]): Promise<void> {
  const { code, stdout, stderr } = await callPulumi(command, ["version"], {}).done;
  if (code !== 0) {
    throw new TributaryError("TRB_PULUMI_MISSING", `\`${command.join(" ")} version\` failed: ${lastWords(stderr)}`);
  }
  const found = /v?(\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
  if (!found) return;
  const difference = oldest.map((part, index) => (found[index] ?? 0) - part).find((one) => one !== 0) ?? 0;
  if (difference < 0) {
    throw new TributaryError(
      "TRB_PULUMI_MISSING",
      `The Pulumi CLI is ${found.join(".")}, and at least ${oldest.join(".")} is needed.`,
      {
        hint: "Update it, or use --engine embedded.",
      },
    );
  }
}

/** Which engine a run uses. */
import { TributaryError } from "../../components/errors.ts";
import { findOnPath } from "../find-on-path.ts";
import type { Owner } from "./ownership.ts";
import type { EngineChoice, EngineName } from "./types.ts";

export interface Engine {
  name: EngineName;
  /** How the Pulumi CLI is called. */
  command: string[];
}

/** The npm package that downloads the Pulumi CLI at its first use; used only when asked for. */
const npmPackage = "pulumi@3.265.0";

/**
 * auto: the engine that owns the stack; for a new one, or with `adopt`, the `pulumi` on PATH, else the embedded one.
 * @throws TRB_PULUMI_MISSING
 */
export function chooseEngine(choice: EngineChoice, owner: Owner | undefined, adopt: boolean): Engine {
  if (choice === "embedded") return embedded;
  if (choice === "npm") return { name: "pulumi", command: ["npx", "--yes", npmPackage] };
  const cli = findOnPath("pulumi");
  if (choice === "auto") {
    if (owner?.engine === "embedded" && !adopt) return embedded;
    if (!cli && owner?.engine !== "pulumi") return embedded;
  }
  if (cli) return { name: "pulumi", command: [cli] };
  throw new TributaryError(
    "TRB_PULUMI_MISSING",
    owner?.engine === "pulumi"
      ? "The stack belongs to the pulumi engine, and there is no `pulumi` on the PATH."
      : "There is no `pulumi` on the PATH.",
    {
      hint: "Install the Pulumi CLI, use --engine npm (downloads it), or --engine embedded (with --adopt, if the stack is there already).",
    },
  );
}

const embedded: Engine = { name: "embedded", command: [] };

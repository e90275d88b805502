/** What runs, as Pulumi's state has it: `pulumi stack export`. Nothing encrypted is read. */
import { readFileSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import type { LastCluster } from "../clouds/last-up.ts";
import { stackType } from "../engine/urn.ts";
import { project } from "../naming.ts";

const HINT = "`pulumi stack export --stack STACK > FILE` writes one.";

/** A resource, declared or there. */
export interface Found {
  urn: string;
  type: string;
  inputs: Record<string, unknown>;
}

export interface State {
  resources: Found[];
  cluster: LastCluster | undefined;
}

interface Exported {
  deployment?: {
    resources?: {
      urn?: unknown;
      type?: unknown;
      inputs?: object;
      outputs?: { clusters?: { primary?: LastCluster } };
    }[];
  };
}

/** @throws TributaryError TRB_USAGE when the file cannot be read, is no state, or is another stack's */
export function readState(file: string, stack: string): State {
  const all = exported(file).deployment?.resources;
  if (!Array.isArray(all)) throw noState(file);
  const resources = all.map(({ urn = "", type = "", inputs = {} }) => ({
    urn: String(urn),
    type: String(type),
    inputs: inputs as Record<string, unknown>,
  }));
  const own = `urn:pulumi:${stack}::${project}::`;
  const other = resources.find(({ urn }) => !urn.startsWith(own));
  if (other !== undefined) {
    const [, , named = "", of = ""] = /^(urn:pulumi:)([^:]+)::([^:]+)/.exec(other.urn) ?? [];
    throw new TributaryError("TRB_USAGE", `${file} is the state of stack ${named} of ${of}, and not of ${stack}.`, {
      hint: HINT,
    });
  }
  return { resources, cluster: all.find(({ type }) => type === stackType)?.outputs?.clusters?.primary };
}

function exported(file: string): Exported {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new TributaryError("TRB_USAGE", `${file} cannot be read: ${(error as Error).message}.`, { hint: HINT });
  }
  try {
    const content = JSON.parse(text) as Exported | null;
    if (content !== null && typeof content === "object") return content;
  } catch {
    // Told below.
  }
  throw noState(file);
}

const noState = (file: string) => new TributaryError("TRB_USAGE", `${file} is no state of Pulumi's.`, { hint: HINT });

/** Where everything that a local stack writes lies: .tributary/stacks/<stack>, below the project or below TRIBUTARY_HOME. */
import { isAbsolute, join, resolve } from "node:path";

/** The project's root: the folder of Pulumi.yaml. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/** The one git-ignored folder: stacks, downloads, tools. TRIBUTARY_HOME puts it elsewhere. */
export function home(): string {
  const elsewhere = process.env["TRIBUTARY_HOME"];
  return elsewhere ? resolve(elsewhere) : join(projectRoot, ".tributary");
}

/** Downloads, shared by all stacks. */
export function cacheFolder(...parts: string[]): string {
  return join(
    process.env["TRIBUTARY_CACHE"] ? resolve(process.env["TRIBUTARY_CACHE"]) : join(projectRoot, ".tributary", "cache"),
    ...parts,
  );
}

export interface StackFolder {
  readonly stack: string;
  readonly root: string;
  /** A path below the stack's folder; an absolute name stays as it is. */
  path(...parts: string[]): string;
}

/** The folder of one stack; nothing is created. Names are [A-Za-z0-9._-], as Pulumi's are. */
export function stackFolder(stack: string): StackFolder {
  const root = join(home(), "stacks", stack);
  return {
    stack,
    root,
    path: (...parts) => {
      const last = parts.at(-1);
      return last !== undefined && isAbsolute(last) ? last : join(root, ...parts);
    },
  };
}

/** The stack that a URN belongs to: urn:pulumi:STACK::PROJECT::TYPE::NAME */
export function stackOfUrn(urn: string): string {
  const stack = urn.split("::")[0]?.slice("urn:pulumi:".length);
  if (!stack) throw new Error(`not a URN: ${urn}`);
  return stack;
}

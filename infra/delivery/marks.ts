/** Which commit a stack was last seen to work with: a tag of git, so that every pipeline finds it and a person sees it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Delivery, imageOf } from "./delivery.ts";

const REMOTE = "origin";

export const tagOf = (stack: string): string => `deployed/${stack}`;

/** Nobody is there to be asked for a password. @throws Error with what git says */
export async function git(root: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
  const { stdout } = await promisify(execFile)("git", args, { cwd: root, env });
  return stdout.trim();
}

export interface Mark {
  commit: string;
  /** That was deployed with it, by digest; undefined: the one of the stack's file. */
  image: string | undefined;
}

/** A pipeline has no name of its own in git. */
const author = ["-c", "user.name=tributary", "-c", "user.email=tributary@localhost"];
const NONE = "none";

/** Moves the tag to this commit, here and at the remote when there is one. Its message is the image. */
export async function mark(delivery: Pick<Delivery, "root" | "stack" | "env">): Promise<void> {
  const { root } = delivery;
  const tag = tagOf(delivery.stack);
  await git(root, ...author, "tag", "--force", "--annotate", "--message", imageOf(delivery) ?? NONE, tag, "HEAD");
  if (await hasRemote(root)) await git(root, "push", "--force", "--quiet", REMOTE, `refs/tags/${tag}`);
  process.stdout.write(`${tag} is now ${await git(root, "rev-parse", "--short", "HEAD")}.\n`);
}

/** Tried without moving anything. @returns what git says where the tag may not be moved; undefined: it may, or there is no remote */
export async function refusedMark({ root, stack }: Pick<Delivery, "root" | "stack">): Promise<string | undefined> {
  if (!(await hasRemote(root))) return undefined;
  const push = ["push", "--dry-run", "--force", "--quiet", REMOTE, `HEAD:refs/tags/${tagOf(stack)}`];
  return await git(root, ...push).then(
    () => undefined,
    ({ stderr }: { stderr?: string }) => stderr?.trim().split("\n").at(-1) || "no answer",
  );
}

/** @returns undefined: the stack was never seen to work */
export async function marked({ root, stack }: Pick<Delivery, "root" | "stack">): Promise<Mark | undefined> {
  const tag = `refs/tags/${tagOf(stack)}`;
  // A pipeline's checkout has no tags, or old ones.
  if (await hasRemote(root))
    await git(root, "fetch", "--force", "--quiet", "--depth", "1", REMOTE, `${tag}:${tag}`).catch(() => "");
  const commit = await git(root, "rev-parse", "--verify", "--quiet", `${tag}^{commit}`).catch(() => undefined);
  if (commit === undefined) return undefined;
  const image = await git(root, "for-each-ref", "--format=%(contents:subject)", tag);
  return { commit, image: image === NONE ? undefined : image };
}

const hasRemote = async (root: string): Promise<boolean> => (await git(root, "remote")).split("\n").includes(REMOTE);

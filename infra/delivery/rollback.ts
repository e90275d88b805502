/**
 * Back to the commit that the stack was last seen to work with: that commit's own program makes the stack what its settings say, with the
 * image that was deployed then. What cannot go back, such as a newer format of Kafka's, that program's look refuses.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TributaryError } from "../../components/errors.ts";
import { cacheFolder, home } from "../../components/local/folder.ts";
import { type Delivery, stackArgs, wasBusy } from "./delivery.ts";
import { git, marked, tagOf } from "./marks.ts";
import { smoke } from "./platform.ts";
import { run, tributary } from "./run.ts";

/** @throws TRB_USAGE when there is no commit to go back to, TRB_RUN_FAILED when its up fails */
export async function rollback({ root, stack, env, settings }: Delivery): Promise<void> {
  if (wasBusy(stack)) {
    process.stdout.write(`Another run held stack ${stack}, and this one changed nothing: nothing is taken back.\n`);
    return;
  }
  const [last, now] = await Promise.all([marked({ root, stack }), git(root, "rev-parse", "HEAD")]);
  if (last === undefined)
    throw new TributaryError("TRB_USAGE", `Stack ${stack} was never seen to work: there is no tag ${tagOf(stack)}.`, {
      hint: "Mend it by a commit; nothing before it is known to be better.",
    });
  const { commit, image } = last;
  if (commit === now) {
    process.stdout.write(`${tagOf(stack)} is this very commit: there is nothing to go back to.\n`);
    return;
  }
  // It stays: processes of a stack of one machine run from it.
  const checkout = join(root, ".tributary/delivery/rollback");
  await git(root, "worktree", "remove", "--force", checkout).catch(() => "");
  rmSync(checkout, { recursive: true, force: true });
  await git(root, "worktree", "add", "--detach", "--force", checkout, commit);
  process.stdout.write(`Back to ${commit.slice(0, 12)}, which ${tagOf(stack)} names.\n`);
  // What a stack of one machine keeps lies in the folder of this checkout.
  const there = { cwd: checkout, env: { ...env, TRIBUTARY_HOME: home(), TRIBUTARY_CACHE: cacheFolder() } };
  await run(...tributary("up", ...stackArgs(stack, image, checkout)), there);
  await smoke({ settings, stack }, there);
}

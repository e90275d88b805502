/** Rights: exactly those that each principal is given. What is missing comes before what is too much goes, so that there is no gap. */
import { type AccessRule, aclChanges, bindingsOf, principalOf } from "../../kafka/admin/acls.ts";
import type { AdministerConfig } from "./config.ts";
import { ownRules } from "./own-rules.ts";
import { settled, type Task } from "./task.ts";

type Access = AdministerConfig["access"][number];

/** Only adds: what else this login may do is not known here. */
export async function applySelf(task: Task, self: string): Promise<void> {
  await give(task, principalOf(self), ownRules, false);
}

export async function applyAccess(task: Task, access: readonly Access[], self: string | undefined): Promise<void> {
  const own = self === undefined ? undefined : principalOf(self);
  for (const { principal, rules } of access) {
    const name = principalOf(principal);
    await give(task, name, name === own ? [...ownRules, ...rules] : rules, true);
  }
}

async function give({ admin, changed }: Task, principal: string, rules: AccessRule[], exactly: boolean): Promise<void> {
  const wanted = bindingsOf(rules);
  const changes = async () => {
    const { add, remove } = aclChanges(await admin.acls(principal), wanted);
    return { add, remove: exactly ? remove : [] };
  };
  const { add, remove } = await changes();
  if (add.length + remove.length === 0) return;
  await admin.addAcls(principal, add);
  await admin.removeAcls(principal, remove);
  await settled(`What ${principal} may do`, async () => {
    const left = await changes();
    return left.add.length + left.remove.length === 0;
  });
  changed(`${principal} has ${add.length} rights more and ${remove.length} less`);
}

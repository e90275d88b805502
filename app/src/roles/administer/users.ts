/** Users who log in by SCRAM. Kafka tells nothing of a credential but its iterations, which therefore are another number for each rotation. */
import { iterationsOf, scramCredential } from "../../kafka/admin/scram.ts";
import { readSecret } from "../../secrets.ts";
import type { AdministerConfig } from "./config.ts";
import { settled, type Task } from "./task.ts";

type Wanted = AdministerConfig["users"][number];

export async function applyUsers(task: Task, users: readonly Wanted[]): Promise<void> {
  for (const user of users) await apply(task, user);
}

async function apply({ admin, changed }: Task, { user, mechanism, password, rotation }: Wanted): Promise<void> {
  const iterations = iterationsOf(rotation);
  const known = async () => (await admin.scram(user, mechanism)) === iterations;
  if (await known()) return;
  await admin.upsertScram(user, await scramCredential(mechanism, readSecret(password), iterations));
  await settled(`The password of user ${user}`, known);
  changed(`user ${user} has password ${rotation}`);
}

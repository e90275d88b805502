/** Quotas: limits of each broker. What is not set has no limit. */
import type { Quotas } from "../../kafka/admin/requests.ts";
import type { AdministerConfig } from "./config.ts";
import { settled, type Task } from "./task.ts";

type Wanted = AdministerConfig["quotas"][number];

const keys = {
  produceBytesPerSecond: "producer_byte_rate",
  consumeBytesPerSecond: "consumer_byte_rate",
  requestPercent: "request_percentage",
} as const;
const names = Object.keys(keys) as (keyof typeof keys)[];

export async function applyQuotas(task: Task, quotas: readonly Wanted[]): Promise<void> {
  for (const quota of quotas) await apply(task, quota);
}

async function apply({ admin, changed }: Task, wanted: Wanted): Promise<void> {
  const differing = (now: Quotas) => names.filter((name) => now[keys[name]] !== wanted[name]);
  const different = differing(await admin.quotas(wanted.user));
  if (different.length === 0) return;
  const change = Object.fromEntries(different.map((name) => [keys[name], wanted[name]]));
  await admin.alterQuotas(wanted.user, change);
  await settled(`The quota of ${wanted.user}`, async () => differing(await admin.quotas(wanted.user)).length === 0);
  const said = different.map((name) => `${keys[name]}=${wanted[name] ?? "none"}`);
  changed(`user ${wanted.user} has the limits ${said.join(", ")}`);
}

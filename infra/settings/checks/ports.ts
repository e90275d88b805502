/** No two listeners on one port, none beyond the last port. */
import type { Problem } from "../problem.ts";
import { usedPorts } from "../used-ports.ts";
import type { View } from "../view.ts";

export function portProblems(view: View): Problem[] {
  if (!view.ports) return [];
  const used = usedPorts({
    ports: view.ports,
    kafka: view.brokers,
    registry: view.registry,
    workload: view.workload,
    monitoring: view.monitoring,
  });
  const problems = new Map<string, Problem>();
  const holders = new Map<number, { key: string; user: string }>();
  for (const { port, key, user } of used) {
    const first = String(view.ports[key.split(".").at(-1) as keyof typeof view.ports]);
    const holder = holders.get(port);
    if (port > 65535 && !problems.has(key)) {
      problems.set(key, {
        path: key,
        given: first,
        allowed: `a port so low that ${user}, at ${port}, is at most 65535`,
      });
    } else if (holder && !problems.has(key)) {
      problems.set(key, {
        path: key,
        given: first,
        allowed: `a port that gives ${user} another one than ${port}, which ${holder.user} has by ${holder.key}`,
      });
    }
    if (!holder) holders.set(port, { key, user });
  }
  return [...problems.values()];
}

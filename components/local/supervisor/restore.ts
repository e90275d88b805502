/** What a new supervisor makes of the records of a former one. */
import { endProcess } from "./end.ts";
import { findByToken, lives } from "./identity.ts";
import type { ManagedProcess, Surroundings } from "./managed.ts";
import type { ProcessRecord, Records } from "./records.ts";

/** Milliseconds until SIGKILL for what a dead process of the stack left behind. */
const strayTimeoutMs = 2_000;

/** What lives is adopted, what died is started again, what belongs to neither is ended. */
export async function restoreProcesses(
  around: Surroundings,
  records: Records,
  add: (record: ProcessRecord) => ManagedProcess,
): Promise<void> {
  const { stackToken, log } = around;
  const found = await findByToken(stackToken);
  const adopted = new Set<string>();
  const all: ManagedProcess[] = [];
  for (const record of inOrder(records)) {
    const managed = add(record);
    managed.wanted = true;
    all.push(managed);
    const leader = found.find((one) => one.process === record.spec.name && leadsGroup(one.pid));
    const known = record.identity && (await lives(record.identity, stackToken)) ? record.identity : leader;
    record.identity = null;
    if (!known) continue;
    managed.adopt({ pid: known.pid, startTime: known.startTime });
    adopted.add(record.spec.name);
  }
  const strays = found.filter((one) => !adopted.has(one.process));
  await Promise.all(strays.map((one) => endProcess(one, stackToken, strayTimeoutMs)));
  around.save();
  for (const managed of all) {
    if (adopted.has(managed.name)) continue;
    log(`${managed.name}: died without a supervisor, started again`);
    void managed.serially(async () => {
      managed.record.restarts += 1;
      await managed.start().catch((error: Error) => {
        managed.lastExit = error.message;
        managed.restartLater();
      });
    });
  }
}

function inOrder(records: Records): ProcessRecord[] {
  return Object.values(records.processes).sort((a, b) => a.order - b.order);
}

/** Each process of the stack leads its group; what it started itself is in that group and leads none. */
function leadsGroup(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

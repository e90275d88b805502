/** What handlers of processes share: the stack's supervisor, and a look at what it keeps. */
import type { StackFolder } from "./folder.ts";
import type { ProcessSpec, ProcessStatus } from "./supervisor/api.ts";
import { connectSupervisor, ensureSupervisor, type SupervisorClient } from "./supervisor/client.ts";
import { lives } from "./supervisor/identity.ts";
import { readRecords } from "./supervisor/records.ts";

/** Milliseconds that one look at all processes serves for: a run asks for each of them, at nearly the same time. */
const lookMs = 250;

const starting = new Map<string, Promise<SupervisorClient>>();
const looks = new Map<string, { at: number; processes: Promise<ProcessStatus[] | undefined> }>();

/** The stack's supervisor, started when there is none; many may ask at once. */
export function supervisorOf(folder: StackFolder): Promise<SupervisorClient> {
  const known = starting.get(folder.root) ?? ensureSupervisor(folder);
  starting.set(folder.root, known);
  const forget = () => starting.delete(folder.root);
  known.then(forget, forget);
  return known;
}

/** Starts the process or makes it as the spec says. */
export async function putProcess(folder: StackFolder, spec: ProcessSpec, waitReadyMs = 0): Promise<void> {
  looks.delete(folder.root);
  const supervisor = await supervisorOf(folder);
  try {
    await supervisor.put(spec, { waitReadyMs });
  } finally {
    looks.delete(folder.root);
  }
}

/** Stops the process if it runs, whoever looks after it. */
export async function removeProcess(folder: StackFolder, name: string): Promise<void> {
  looks.delete(folder.root);
  const answering = await connectSupervisor(folder);
  if (answering) return await answering.remove(name);
  // The supervisor is gone. What it had started may live: a new one takes it over, and ends it as it should be ended.
  const records = readRecords(folder);
  const identity = records?.processes[name]?.identity;
  if (records && identity && (await lives(identity, records.stackToken)))
    await (await supervisorOf(folder)).remove(name);
}

/** What the supervisor says of a process; undefined when it does not keep it, or there is no supervisor. */
export async function processStatus(folder: StackFolder, name: string): Promise<ProcessStatus | undefined> {
  const known = looks.get(folder.root);
  const look = known && Date.now() - known.at < lookMs ? known : { at: Date.now(), processes: lookAround(folder) };
  looks.set(folder.root, look);
  return (await look.processes)?.find((process) => process.name === name && process.state !== "stopped");
}

async function lookAround(folder: StackFolder): Promise<ProcessStatus[] | undefined> {
  const supervisor = await connectSupervisor(folder).catch(() => undefined);
  return (await supervisor?.status().catch(() => undefined))?.processes;
}

/** The supervisor of one stack: `node main.ts <stack>`, detached, started by client.ts. Its log is logs/supervisor.log. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { stackFolder } from "../folder.ts";
import { tryLock } from "../kernel-lock.ts";
import { privateFolder, writeWhole } from "./files.ts";
import { startTimeOf } from "./identity.ts";
import { Keeper } from "./keeper.ts";
import { rotateLog } from "./log-file.ts";
import { ensureToken, prepareSocketPath, supervisorFile } from "./paths.ts";
import { newRecords, readRecords, writeRecords } from "./records.ts";
import { supervisorServer } from "./server.ts";
import { defaultTuning } from "./tuning.ts";

// What is written here and by the processes is their owner's alone.
process.umask(0o077);

const stack = process.argv[2];
if (!stack) throw new Error("usage: main.ts <stack>");
const folder = stackFolder(stack);
const log = (text: string): void => console.log(`${new Date().toISOString()} ${text}`);

privateFolder(folder.path("supervisor"));
const lock = tryLock(supervisorFile.lock(folder));
if (!lock) {
  log(`pid ${process.pid}: another supervisor runs`);
  process.exit(0);
}
const owner = JSON.stringify({ pid: process.pid, startTime: await startTimeOf(process.pid) });
writeWhole(supervisorFile.owner(folder), owner);

function ownsFolder(): boolean {
  try {
    return readFileSync(supervisorFile.owner(folder), "utf8") === owner;
  } catch {
    return false;
  }
}

const known = readRecords(folder);
const records = known ?? newRecords();
// The token by which processes are found must be written down before there is any, or else there is no start.
if (!known) writeRecords(folder, records);
const keeper = new Keeper(folder, records.stackToken, log);
await keeper.restore(records);

const { idleMs, unusedMs, tidyMs } = defaultTuning;
let callsUnderWay = 0;
let wasBusy = false;
let idleTimer: NodeJS.Timeout | undefined;

/** Without processes and calls nothing is left to do; the next client starts a new supervisor. */
function endWhenIdle(): void {
  clearTimeout(idleTimer);
  wasBusy ||= keeper.busy;
  if (keeper.busy || callsUnderWay > 0) return;
  idleTimer = setTimeout(() => end("no process is left"), wasBusy ? idleMs : unusedMs);
}

function end(why: string): never {
  log(`pid ${process.pid}: ends, ${why}`);
  rmSync(socket, { force: true });
  rmSync(supervisorFile.owner(folder), { force: true });
  process.exit(0);
}

const socket = prepareSocketPath(folder);
const server = supervisorServer(
  keeper,
  ensureToken(folder),
  stack,
  (underWay) => {
    callsUnderWay = underWay;
    endWhenIdle();
  },
  () => end("told to"),
);
function listen(): void {
  // Left by a supervisor that was killed; the lock says that nobody listens on it.
  rmSync(socket, { force: true });
  server.listen(socket);
}
server.on("listening", () => log(`pid ${process.pid}: answers for stack ${stack}`));
listen();
keeper.onChange(endWhenIdle);
endWhenIdle();

setInterval(() => {
  if (!ownsFolder()) {
    // The stack's folder was deleted, maybe made anew: these processes work on nothing.
    log(`pid ${process.pid}: the folder is gone`);
    void keeper.disown().finally(() => process.exit(0));
    return;
  }
  // Systems clean their folders for temporary files.
  if (!existsSync(socket)) server.close(listen).closeAllConnections();
  for (const name of [...keeper.processes.keys(), "supervisor"]) rotateLog(supervisorFile.log(folder, name));
}, tidyMs);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void keeper.shutdown(true).then(() => end(signal)));
}
process.on("SIGHUP", () => {});

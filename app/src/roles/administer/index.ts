/**
 * Makes topics, users, rights and quotas of a cluster as its configuration says, and ends. A second run changes nothing. Nothing is
 * changed at all when a topic would lose records by it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import { EXIT } from "../../exit.ts";
import { ClusterAdmin } from "../../kafka/admin/admin.ts";
import { finalError, sentence } from "../../kafka/admin/errors.ts";
import { createLog, type Log } from "../../log.ts";
import type { AdministerConfig } from "./config.ts";
import { applyQuotas } from "./quotas.ts";
import { applyAccess, applySelf } from "./rights.ts";
import type { Task } from "./task.ts";
import { applyTopics, requireSafe, WouldLoseRecords } from "./topics.ts";
import { applyUsers } from "./users.ts";

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 5_000;

/**
 * @returns exit status: ok, failed when the brokers did not answer or do it in time, data protected when a topic would lose records
 * @throws ConfigError, LoginRefusedError when asking again would not help
 */
export async function runAdminister(config: AdministerConfig): Promise<number> {
  const log = createLog(config.logLevel, { role: "administer" });
  const admin = new ClusterAdmin(config.connection, log);
  const changes: string[] = [];
  const changed = (what: string): void => {
    changes.push(what);
    log.info({ change: changes.length }, what);
  };
  try {
    await untilDone(log, config.waitSeconds, async () => {
      await admin.connect();
      await administer({ admin, changed }, config);
    });
    log.info({ changes: changes.length }, changes.length === 0 ? "everything is as it shall be" : "it is done");
    return EXIT.ok;
  } catch (error) {
    if (error instanceof WouldLoseRecords) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.protectedData;
    }
    const final = finalError(error);
    if (final) throw final;
    const [server] = config.connection.bootstrapServers;
    process.stderr.write(
      `Kafka at ${server} was asked for ${config.waitSeconds} seconds and did not do it: ${sentence(error)}\n`,
    );
    return EXIT.failed;
  } finally {
    await admin.close();
  }
}

/** Rights of its own first, so that a first rule does not shut it out where nobody needed any before; rights before limits. */
async function administer(task: Task, { self, topics, users, access, quotas }: AdministerConfig): Promise<void> {
  await requireSafe(task, topics);
  if (self !== undefined) await applySelf(task, self);
  await applyTopics(task, topics);
  await applyUsers(task, users);
  await applyAccess(task, access, self);
  await applyQuotas(task, quotas);
}

/** All of it can be done again, so that it begins anew whenever something passing stood in the way. */
async function untilDone(log: Log, seconds: number, work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const gone = Date.now() + pause > deadline;
      if (error instanceof WouldLoseRecords || finalError(error) !== undefined || gone) throw error;
      log.warn({ reason: messageOf(error), retryInMs: pause }, "Kafka has not done it yet");
      await sleep(pause);
    }
  }
}

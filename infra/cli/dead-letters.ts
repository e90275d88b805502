/** What list and replay have in common: whose rights, which topics, which letters, and Kafka's refusals in a sentence. */
import { type KafkaConnection, kafkaConnectionSchema } from "../../app/src/connection.ts";
import type { Selection } from "../../app/src/dead-letters/index.ts";
import { messageOf } from "../../app/src/errors.ts";
import { TributaryError } from "../../components/errors.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { outputs } from "../automation/index.ts";
import type { CommonOptions } from "./options.ts";
import { usage } from "./output.ts";

export interface DeadLetterOptions extends CommonOptions {
  reason?: string[];
  since?: string;
  partition?: number;
  offset?: number;
  limit: number;
  principal: string;
}

interface Stack {
  connection: KafkaConnection;
  topics: { input: string; deadLetter: string; replays: string | null };
}

/**
 * From the stack's outputs; its secrets are read from its folder.
 * @throws TRB_STACK_DOWN when it is not up, TRB_USAGE when it has no such principal or no application
 */
export function deadLettersOf(stack: string, principal: string): Stack {
  const found = outputs(stack) as {
    clusters?: { primary?: { connections?: Record<string, unknown> } };
    workload?: { topics?: Stack["topics"] } | null;
  };
  const topics = found.workload?.topics;
  if (!topics) throw usage(`Stack ${stack} has no application, so it has no dead letters.`, "Run `up` first.");
  const connections = found.clusters?.primary?.connections ?? {};
  const connection = connections[principal];
  if (connection === undefined) {
    throw usage(
      `Stack ${stack} has no principal ${principal} in kafka.access; it has ${Object.keys(connections).join(", ")}.`,
      "Add it to kafka.access, or name another one with --principal.",
    );
  }
  process.env["TRIBUTARY_SECRETS_DIR"] = stackFolder(stack).root;
  return { connection: kafkaConnectionSchema.parse(connection), topics };
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws TRB_USAGE when it makes no sense */
export function selectionOf(options: DeadLetterOptions, now = Date.now()): Selection & { limit: number } {
  const { reason, since, partition, offset, limit } = options;
  if (offset !== undefined && partition === undefined) throw usage("--offset is of a partition.", "Add --partition.");
  if (limit < 1) throw usage("--limit must be at least 1.");
  return {
    limit,
    ...(reason === undefined ? {} : { reasons: reason }),
    ...(since === undefined ? {} : { since: timeOf(since, now) }),
    ...(partition === undefined ? {} : { partition }),
    ...(offset === undefined ? {} : { offset: BigInt(offset) }),
  };
}

function timeOf(text: string, now: number): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return now - Number(amount) * units[unit]!;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw usage(`--since ${text} is no time.`, "Such as 2026-01-31T12:00Z, 90m, 12h or 7d.");
  return time;
}

/** @throws TRB_KAFKA with what the principal lacks, or what went wrong */
export async function kafkaProblems<T>(principal: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TributaryError) throw error;
    const denied = /not authorized|authorization failed/i.test(messageOf(error));
    throw new TributaryError("TRB_KAFKA", `Kafka refused or did not answer: ${messageOf(error)}`, {
      cause: error,
      hint: denied ? `kafka.access.${principal} does not have the rights for it.` : "",
    });
  }
}

/** What Kafka answers to an administrator, sorted by whether asking again can help. */
import { ConfigError, LoginRefusedError, messageOf } from "../../errors.ts";
import { refusalOf } from "../auth/login-errors.ts";
import { errorChain } from "../error-chain.ts";

/** An error that Kafka answered with to a request of ours. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  /** As kafkajs calls it. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The login may not do it. */
const forbidden = new Set([
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "DELEGATION_TOKEN_AUTHORIZATION_FAILED",
]);
/** What is asked for is what Kafka does not take. */
const wrong = new Set([
  "INVALID_TOPIC_EXCEPTION",
  "INVALID_PARTITIONS",
  "INVALID_CONFIG",
  "INVALID_REQUEST",
  "POLICY_VIOLATION",
  "SECURITY_DISABLED",
  "UNSUPPORTED_VERSION",
  "UNSUPPORTED_SASL_MECHANISM",
  "UNACCEPTABLE_CREDENTIAL",
]);

/** Whether Kafka said so. */
export function saidBy(error: unknown, type: string): boolean {
  return [...errorChain(error)].some((at) => at.type === type);
}

/** @returns the error to give up with, in one sentence; undefined: it may be tried again */
export function finalError(error: unknown): Error | undefined {
  if (error instanceof ConfigError) return error;
  const refusal = refusalOf(error);
  if (refusal) return refusal;
  for (const at of errorChain(error)) {
    const what = sentence(at);
    if (forbidden.has(String(at.type)))
      return new LoginRefusedError(`Kafka does not let this login do it: ${what} Give it the right, or another login.`);
    if (wrong.has(String(at.type))) return new ConfigError(`Kafka does not take what is asked for: ${what}`);
  }
  return undefined;
}

/** The innermost text, with what Kafka calls it. */
export function sentence(error: unknown): string {
  const all = [...errorChain(error)];
  const at = all.find(({ type }) => type !== undefined) ?? all.at(-1);
  const text = messageOf(at ?? error).replace(/[.\s]+$/, "");
  return typeof at?.type === "string" ? `${text} (${at.type}).` : `${text}.`;
}

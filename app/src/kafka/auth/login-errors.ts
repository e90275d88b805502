/** Tells refused logins from brokers that went away in the middle of one; kafkajs gives both the same class. */
import { LoginRefusedError } from "../../errors.ts";
import { errorChain } from "../error-chain.ts";

/** The refusal behind an error; undefined when it was something else, e.g. a broker that is not there. */
export function refusalOf(error: unknown): LoginRefusedError | undefined {
  for (const at of errorChain(error)) {
    if (at instanceof LoginRefusedError) return at;
    if (at.type === "UNSUPPORTED_SASL_MECHANISM" || /mechanism is not supported by/.test(at.message))
      return new LoginRefusedError(
        "The brokers' listener does not offer this SASL mechanism; set connection.auth.mechanism to one that it offers.",
      );
  }
  return undefined;
}

/** The broker read the credentials and said no. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && (error as { type?: unknown }).type === "SASL_AUTHENTICATION_FAILED";
}

/** Makes kafkajs connect anew and log in again: it goes by the name. */
class LoginInterruptedError extends Error {
  override readonly name = "KafkaJSConnectionError";
  readonly retriable = true;
  readonly broker: string;

  constructor(message: string, broker: string) {
    super(message);
    this.broker = broker;
  }
}

export function tryAgain(message: string, broker: string): Error {
  return new LoginInterruptedError(message, broker);
}

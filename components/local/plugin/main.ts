/** The provider as a plugin of Pulumi's engine: a server whose address is the first line of its output. */
import * as pulumi from "@pulumi/pulumi";
import { createProvider } from "../provider.ts";
import { encodeError } from "../provider-errors.ts";

type Method = (...args: never[]) => Promise<unknown>;

/** Pulumi carries an error's text alone, so code and hint become part of it; the stack would only be noise in front of a person. */
function withEncodedErrors<T extends object>(provider: T): T {
  const wrap =
    (method: Method): Method =>
    async (...args) => {
      try {
        return await method(...args);
      } catch (thrown) {
        const error = new Error(encodeError(thrown));
        error.stack = error.message;
        throw error;
      }
    };
  return Object.fromEntries(
    Object.entries(provider).map(([name, member]) => [
      name,
      typeof member === "function" ? wrap(member as Method) : member,
    ]),
  ) as T;
}

await pulumi.provider.main(withEncodedErrors(createProvider()), process.argv.slice(2));

/** One call over the supervisor's socket: JSON there and back, errors as TributaryError. */
import { request } from "node:http";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import { readToken, socketPath } from "./paths.ts";

/** Nobody listens on the socket, or the line broke before the whole answer came. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/**
 * @param timeoutMs milliseconds to wait for the whole answer
 * @throws NoAnswer, or the TributaryError that the supervisor answered with
 */
export function call<T>(
  folder: StackFolder,
  method: string,
  path: string,
  body?: unknown,
  timeoutMs = 10_000,
): Promise<T> {
  const token = readToken(folder);
  // Written before the socket is there: whoever does not find it was too early, even when somebody listens a moment later.
  if (token === undefined) return Promise.reject(new NoAnswer("there is no supervisor yet"));
  return new Promise<T>((resolve, reject) => {
    const sent = request(
      {
        socketPath: socketPath(folder),
        method,
        path,
        agent: false,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", (error) => reject(new NoAnswer(error.message)));
        response.on("end", () => {
          try {
            const answer: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
            if (response.statusCode === 200) resolve(answer as T);
            else reject(TributaryError.fromJSON(answer as { code: string; message: string }));
          } catch (error) {
            reject(new NoAnswer(`not JSON: ${(error as Error).message}`));
          }
        });
      },
    );
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.on("error", (error) => reject(new NoAnswer(error.message)));
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

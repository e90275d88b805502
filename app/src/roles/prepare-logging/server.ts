/** Elasticsearch or Kibana, by HTTP with a user and a password. */
import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { messageOf } from "../../errors.ts";
import { readSecret } from "../../secrets.ts";
import type { LoggingConfig } from "./config.ts";

/** Milliseconds for one answer. */
const ANSWER_MS = 30_000;
/** Characters of an answer that are told. */
const TOLD = 500;

/** The server does not want what it was sent, and would not another time. */
export class RefusedError extends Error {}

export class Server {
  readonly #of: LoggingConfig["elasticsearch"];

  constructor(of: LoggingConfig["elasticsearch"]) {
    this.#of = of;
  }

  /**
   * @param accepts statuses that are as good as a success
   * @throws RefusedError with the server's words; Error when it does not answer, is not ready or does not know the login yet
   */
  async send(method: string, path: string, body: string, accepts: number[] = []): Promise<void> {
    await this.#ask(method, path, Buffer.from(body), { "content-type": "application/json" }, accepts);
  }

  /** Kibana's saved objects, over those of the same ids. @throws as `send` */
  async import(objects: string): Promise<void> {
    const boundary = `tributary-${randomUUID()}`;
    const part = 'content-disposition: form-data; name="file"; filename="tributary.ndjson"';
    const type = "content-type: application/ndjson";
    const body = Buffer.from(`--${boundary}\r\n${part}\r\n${type}\r\n\r\n${objects}\r\n--${boundary}--\r\n`);
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}`, "kbn-xsrf": "tributary" };
    const answer = await this.#ask("POST", "api/saved_objects/_import?overwrite=true", body, headers, []);
    const { success, errors } = JSON.parse(answer) as { success: boolean; errors?: unknown };
    if (!success) throw new RefusedError(`Kibana did not take all objects: ${JSON.stringify(errors).slice(0, TOLD)}`);
  }

  #ask(method: string, path: string, body: Buffer, given: Record<string, string>, accepts: number[]): Promise<string> {
    const { url, ca, username, password } = this.#of;
    const target = new URL(path, url.endsWith("/") ? url : `${url}/`);
    const ask = target.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = { ...given, "content-length": body.length };
    const options = {
      method,
      headers,
      timeout: ANSWER_MS,
      auth: `${username}:${readSecret(password)}`,
      ...(ca === undefined ? {} : { ca: readSecret(ca) }),
    };
    return new Promise((resolve, reject) => {
      const sent = ask(target, options, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => (text += chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          if ((status >= 200 && status < 300) || accepts.includes(status)) return resolve(text);
          const said = `${target.origin} answered ${method} ${target.pathname} with ${status}: ${text.slice(0, TOLD)}`;
          reject(refuses(status) ? new RefusedError(said) : new Error(said));
        });
      });
      sent.on("timeout", () => sent.destroy(new Error("it does not answer")));
      sent.on("error", (error) => reject(new Error(`${target.origin} cannot be asked: ${messageOf(error)}.`)));
      sent.end(body);
    });
  }
}

/** A login may not be known yet, and a server may be about to start; what is wrong in itself stays wrong. */
const refuses = (status: number): boolean => status === 400 || status === 405 || status === 413;

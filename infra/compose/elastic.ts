/** As soon as Elasticsearch answers: the password of Kibana's user, and all that lines need, as on Kubernetes (components/logging). */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { stackFolder } from "../../components/local/folder.ts";
import { tlsFile } from "../../components/local/kafka/tls-files.ts";
import { loggingRequests } from "../../components/logging/templates/requests.ts";
import { ELASTICSEARCH_URL, STACK } from "./layout.ts";
import { watchPassword } from "./watch-files.ts";

/** Milliseconds for it to start, and for one answer. */
const READY_MS = 300_000;
const ANSWER_MS = 10_000;

/** A week of the lines of one machine, each kept once. */
const KEEP = { retentionDays: 7, replicas: 0 };

/** @param url Default: compose's own. @throws Error with what Elasticsearch said */
export async function prepareElasticsearch(url = ELASTICSEARCH_URL): Promise<void> {
  const folder = stackFolder(STACK);
  const ca = readFileSync(folder.path(tlsFile.authority), "utf8");
  const password = (user: string) => readFileSync(folder.path(watchPassword(user)), "utf8").trim();
  const auth = `elastic:${password("elastic")}`;
  const put = (path: string, body: object, accepts?: number[]) => ask(`${url}/${path}`, { ca, auth, body, accepts });
  await untilTaken(() => put("_security/user/kibana_system/_password", { password: password("kibana_system") }));
  for (const { path, body, passwordOf, accepts } of loggingRequests(KEEP))
    await put(path, passwordOf === undefined ? body : { ...body, password: password(passwordOf) }, accepts);
}

async function untilTaken(work: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + READY_MS; ; await sleep(1_000)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

interface Asked {
  ca: string;
  auth: string;
  body: object;
  /** Statuses that are as good as a success. */
  accepts: number[] | undefined;
}

function ask(url: string, { ca, auth, body, accepts = [] }: Asked): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    const sent = request(url, { method: "PUT", ca, auth, headers, timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 0;
      if ((status >= 200 && status < 300) || accepts.includes(status)) answer.on("end", resolve);
      else reject(new Error(`Elasticsearch answered PUT ${new URL(url).pathname} with ${status}.`));
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url} does not answer.`)));
    sent.on("error", reject);
    sent.end(text);
  });
}

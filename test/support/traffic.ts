/** Traffic at a steady pace, by file and by HTTP, that says which events were acknowledged. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cacheFolder, projectRoot } from "../../components/local/folder.ts";
import type { Platform } from "./platform.ts";

type Event = { id: string; event: Record<string, unknown> };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function token(platform: Platform): string {
  return readFileSync(`${platform.folder}/secrets/ingest/token.1`, "utf8").trim();
}

/** Sends events through `tributary ingest -`, spread over some seconds. @returns the command's own count */
export async function sendAsFile(
  platform: Platform,
  events: Event[],
  seconds: number,
): Promise<{ accepted: number; rejected: number }> {
  const child = spawn(
    process.execPath,
    [
      "infra/cli/main.ts",
      "ingest",
      "-",
      "--stack",
      platform.options.stack,
      "--config-file",
      platform.stackFile,
      "--json",
    ],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        TRIBUTARY_HOME: platform.home,
        TRIBUTARY_CACHE: cacheFolder(),
        NODE_V8_COVERAGE: "",
        NO_COLOR: "1",
      },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  const steps = Math.max(1, seconds * 10);
  for (let step = 0; step < steps; step++) {
    const slice = events.slice(
      Math.floor((step * events.length) / steps),
      Math.floor(((step + 1) * events.length) / steps),
    );
    if (slice.length > 0) child.stdin.write(`${slice.map(({ event }) => JSON.stringify(event)).join("\n")}\n`);
    await pause(100);
  }
  child.stdin.end();
  const code = await ended;
  if (code !== 0) throw new Error(`ingest ended with ${code}: ${out} ${err}`);
  return JSON.parse(out);
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: any;
}

export async function post(
  platform: Platform,
  body: string,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const response = await fetch(`http://127.0.0.1:${platform.port("ingest")}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${token(platform)}`, "content-type": "application/x-ndjson", ...headers },
    body,
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith("{") ? JSON.parse(text) : text };
}

/** Sends events by HTTP in small batches, and each batch again until it is accepted. @returns how many requests had to be repeated */
export async function sendByHttp(platform: Platform, events: Event[], seconds: number, batch = 10): Promise<number> {
  const gap = (seconds * 1000 * batch) / events.length;
  let repeated = 0;
  for (let start = 0; start < events.length; start += batch) {
    const slice = events.slice(start, start + batch);
    const body = slice.map(({ event }) => JSON.stringify(event)).join("\n");
    const deadline = Date.now() + 90_000;
    for (;;) {
      const answer = await post(platform, body, { "idempotency-key": slice[0]!.id }).catch(() => undefined);
      if (answer && answer.status >= 200 && answer.status < 300 && answer.body.rejected === 0) break;
      if (Date.now() > deadline)
        throw new Error(`not accepted in 90 s: ${answer?.status} ${JSON.stringify(answer?.body)}`);
      repeated++;
      await pause(300);
    }
    await pause(gap);
  }
  return repeated;
}

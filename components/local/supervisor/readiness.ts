/** Whether a process does its work yet. */
import { get } from "node:http";
import type { ProcessSpec } from "./api.ts";
import { accepts } from "./ports.ts";

/** Milliseconds until a check counts as failed. */
const checkTimeoutMs = 1_000;

/** One look. http: a status from 200 to 299; tcp: the port accepts; started: it is enough that the process lives. */
export async function isReady(ready: ProcessSpec["ready"]): Promise<boolean> {
  switch (ready.kind) {
    case "started":
      return true;
    case "tcp":
      return accepts(ready.port);
    case "http":
      return httpOk(ready.url);
  }
}

function httpOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = get(url, { agent: false }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300);
    });
    // The socket's own time-out counts idle time only; this one counts all.
    const timer = setTimeout(() => sent.destroy(), checkTimeoutMs);
    sent.on("close", () => {
      clearTimeout(timer);
      resolve(false);
    });
    sent.on("error", () => resolve(false));
  });
}

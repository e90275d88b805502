/** Ctrl-C once: the run stops after the steps under way. Twice: it does not wait for them. */
import { note } from "./output.ts";
import { style } from "./style.ts";

/** Milliseconds: npm and the terminal both pass one Ctrl-C on, so signals this close together are one. */
const togetherMs = 700;

export interface Interruption {
  signal: AbortSignal;
  force: AbortSignal;
  stop(): void;
}

export function onInterrupt(): Interruption {
  const [cancel, force] = [new AbortController(), new AbortController()];
  let first = 0;
  const handle = () => {
    if (first === 0) {
      first = Date.now();
      note(style.notice("\nStopping after what is under way; Ctrl-C once more does not wait for it."));
      cancel.abort();
    } else if (Date.now() - first > togetherMs) force.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, handle);
  return {
    signal: cancel.signal,
    force: force.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}

/** Shares of bad events of each objective, over each window that its alerts ask. */
import type { Signal } from "../signal.ts";
import { type Objective, objectives, type Window, windows } from "../slo.ts";

export type SloSignalKey = `${Objective["key"]}${Window}`;

/** Of an objective's share over a window. */
export const sloSignalKey = (objective: Objective["key"], window: Window): SloSignalKey => `${objective}${window}`;

const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const sloSignals = Object.fromEntries(
  objectives.flatMap(({ key, bad, share }) =>
    windows.map((window): [SloSignalKey, Signal] => [
      sloSignalKey(key, window),
      {
        name: `tributary:slo_${snake(key)}_bad:${window}`,
        help: `Share of bad events, over ${window}: ${bad}`,
        unit: "ratio",
        labels: [],
        from: { application: share(window) },
      },
    ]),
  ),
) as unknown as Record<SloSignalKey, Signal>;

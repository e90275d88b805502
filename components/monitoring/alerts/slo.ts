/** Alerts of the objectives: too much of a budget is spent too fast, over a long and a short window at once. */

import { signals } from "../signals/index.ts";
import { sloSignalKey } from "../signals/slo.ts";
import { type Burn, burns, type Objective, objectives, type Window } from "../slo.ts";
import type { Alert } from "./alert.ts";

function alertOf({ key, bad, budget }: Objective, { speed, severity, for: duration, paces }: Burn): Alert {
  const pairs = paces.map(({ times, long, short }) => ({
    limit: Number((times * budget).toPrecision(6)),
    keys: [sloSignalKey(key, long as Window), sloSignalKey(key, short as Window)],
  }));
  const name = `Slo${key[0]!.toUpperCase()}${key.slice(1)}Burns`;
  return {
    name: `${name}${speed}`,
    ...(speed === "Fast" ? { explains: [`${name}Slow`] } : {}),
    severity,
    owner: "application",
    signals: pairs.flatMap(({ keys }) => keys),
    query: pairs
      .map(({ limit, keys }) => `(${keys.map((signal) => `${signals[signal].name}{%} > ${limit}`).join(" and ")})`)
      .join(" or "),
    for: duration,
    summary: `{{ $value | humanizePercentage }} bad: ${bad}`,
    description: `The budget is ${Number((budget * 100).toPrecision(6))} % over 30 days, and at this pace it does not last.`,
  };
}

export const sloAlerts: readonly Alert[] = objectives.flatMap((objective) =>
  burns.map((burn) => alertOf(objective, burn)),
);

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import { ask } from "../support/ask.ts";
import { NODES } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";
import type { FaultProxy } from "../support/proxy.ts";

const PART_MS = 5_000;
const DELAY_MS = 200;

interface Part {
  begin(all: FaultProxy[], one: FaultProxy): void;
  /** Clients notice it. */
  bites(all: FaultProxy[], one: FaultProxy): Promise<unknown>;
}

const parts: readonly Part[] = [
  {
    begin: (all) => all.forEach((proxy) => void proxy.delay(DELAY_MS)),
    async bites(all) {
      // There and back; timers may fire a little early.
      for (const answer of await Promise.all(all.map(({ port }) => ask(port))))
        assert.ok(typeof answer === "number" && answer > 2 * DELAY_MS - 10, `not delayed: ${answer}`);
    },
  },
  {
    begin: (all) => all.forEach((proxy) => void proxy.lose(0.01)),
    bites: (all) => until("connections break", PART_MS / 1_000, async () => all.some(({ broken }) => broken > 0)),
  },
  {
    begin: (_, one) => one.halfOpen(true),
    bites: async (_, { port }) => assert.equal(await ask(port), "silent", "a half-open broker"),
  },
  {
    begin: (_, one) => one.partition(true),
    bites: async (_, { port }) => assert.equal(await ask(port), "closed", "a broker that clients are cut off from"),
  },
];

/** Slow, lossy, silent, and unreachable, one after the other. */
export const network: Fault = {
  id: "R21",
  name: "for 5 s each: 200 ms of delay; 1 % of chunks break their connection; a half-open broker; clients cut off from one",
  rounds: 1,
  failures: parts.length,
  async round({ cluster }, round) {
    const all = [...cluster.proxies.values()];
    const one = cluster.proxies.get(NODES[round % NODES.length]!)!;
    for (const { begin, bites } of parts) {
      begin(all, one);
      await Promise.all([sleep(PART_MS), bites(all, one)]);
      cluster.heal();
    }
  },
};

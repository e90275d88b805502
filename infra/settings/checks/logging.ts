/** Lines fit the disk for as long as they shall be kept, and what collects them has namespaces of its own. */
import { rolloverDays } from "../../../components/logging/templates/templates.ts";
import { copiesOf } from "../../log-copies.ts";
import type { CollectingKeys } from "../keys/logging.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

/** Elasticsearch gives a node that is fuller no further shard (cluster.routing.allocation.disk.watermark.low). */
const FULL = 0.85;

export function loggingProblems(view: View): Problem[] {
  const keys = view.logging?.elasticsearch;
  if (keys === undefined || keys.mode === "off") return [];
  return [...roomProblems(keys), ...namespaceProblems(view, keys), ...sharedProblems(view, keys)];
}

function roomProblems(keys: CollectingKeys): Problem[] {
  const room = roomOf(keys);
  if (room === undefined) return [];
  const { retentionDays, perDayGi } = keys;
  const copies = copiesOf(keys);
  const fits = (days: number) => perDayGi * copies * (days + rolloverDays(days)) <= room.gi;
  if (fits(retentionDays)) return [];
  const most = mostDays(retentionDays, fits);
  const needed = Math.ceil(perDayGi * copies * (retentionDays + rolloverDays(retentionDays)));
  const times = copies === 1 ? "" : ` on each of ${copies} copies`;
  const days = most === 0 ? "nothing that fits" : `at most ${most}`;
  const allowed = `${days}, or ${room.raise}: ${perDayGi} GiB a day${times} for so long, and ${Math.ceil(rolloverDays(retentionDays))} days until an index is full, are ${needed} GiB, and there are ${Math.floor(room.gi)} (${room.why})`;
  return [{ path: "logging.elasticsearch.retentionDays", given: String(retentionDays), allowed }];
}

function roomOf(keys: CollectingKeys): { gi: number; raise: string; why: string } | undefined {
  if (keys.mode === "existing") {
    if (keys.roomGi === undefined) return undefined;
    return { gi: keys.roomGi, raise: "a larger roomGi", why: "roomGi" };
  }
  const { nodes, volume } = keys;
  const gi = nodes * volume.sizeGi * FULL;
  return { gi, raise: "a larger volume.sizeGi or more nodes", why: `${FULL * 100} percent of nodes x volume.sizeGi` };
}

function mostDays(asked: number, fits: (days: number) => boolean): number {
  let most = asked - 1;
  while (most > 0 && !fits(most)) most -= 1;
  return most;
}

function namespaceProblems(view: View, { operator, agentsNamespace }: CollectingKeys): Problem[] {
  const own = view.kubernetes?.keys?.namespace;
  const others = Object.entries(view.scaling?.namespaces ?? {});
  const taken = new Map(others.map(([path, name]) => [name, path]));
  if (own !== undefined) taken.set(own, "kubernetes.namespace");
  const wanted: [string, string][] = [
    ["logging.elasticsearch.agentsNamespace", agentsNamespace],
    ...(operator.mode === "install"
      ? [["logging.elasticsearch.operator.namespace", operator.namespace] as [string, string]]
      : []),
  ];
  return wanted.flatMap(([path, name]) => {
    const other = taken.get(name);
    taken.set(name, path);
    return other === undefined
      ? []
      : [{ path, given: JSON.stringify(name), allowed: `another one than ${other}: a namespace is made once` }];
  });
}

/** Names of its objects are the same in every stack. */
function sharedProblems({ referenced }: View, { mode }: CollectingKeys): Problem[] {
  if (referenced === undefined) return [];
  const allowed =
    "off, because kafka.backend is referenced: the names of what collects lines belong to the stack whose namespace this one shares";
  return [{ path: "logging.elasticsearch.mode", given: JSON.stringify(mode), allowed }];
}

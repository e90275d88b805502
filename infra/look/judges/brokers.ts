/** Brokers that come get partitions, brokers that go have none left; controllers stay as many as they are. */
import type { Problem } from "../../settings/problem.ts";
import type { Look, SeenPool } from "../look.ts";
import { type KubernetesSettings, type WantedPool, wantedPools } from "../wanted.ts";
import type { Judge, Remark } from "./judge.ts";

export const brokerProblems: Judge = (look, settings) => {
  const { pools = [] } = look;
  if (pools.length === 0) return [];
  const roles = roleProblems(pools, settings);
  return roles.length > 0 ? roles : [...controllerProblems(pools, settings), ...fewerProblems(look, settings)];
};

/** Who counts votes is written down when a cluster is made (Strimzi 1.2, "Limitations with static controller quorums"). */
const QUORUM = "Strimzi cannot change who the controllers of a cluster are";

function roleProblems(pools: SeenPool[], { kafka }: KubernetesSettings): Problem[] {
  const path = "kafka.controllers";
  const apart = pools.find(({ name }) => name === "controller");
  if (apart !== undefined && kafka.controllers === undefined)
    return [{ path, given: "missing", allowed: `the ${apart.replicas} that are there: ${QUORUM}` }];
  const both = pools.some(({ name, roles }) => name === "broker" && roles.includes("controller"));
  if (both && kafka.controllers !== undefined)
    return [{ path, given: "set", allowed: `none, as its brokers are the controllers: ${QUORUM}` }];
  return [];
}

const isController = ({ roles }: WantedPool): boolean => roles.includes("controller");

function controllerProblems(pools: SeenPool[], settings: KubernetesSettings): Problem[] {
  return wantedPools(settings)
    .filter(isController)
    .flatMap(({ name, pool, nodesPath }) => {
      const now = pools.find((seen) => seen.name === name)?.replicas;
      if (now === undefined || now === pool.nodes) return [];
      return [{ path: nodesPath, given: String(pool.nodes), allowed: `${now}, as many as there are: ${QUORUM}` }];
    });
}

/** How many brokers there are, and how many shall be; undefined when they are controllers, too, or not known. */
function step({ pools = [] }: Look, settings: KubernetesSettings): { now: number; wanted: number } | undefined {
  const pool = wantedPools(settings).find((wanted) => wanted.name === "broker" && !isController(wanted))?.pool;
  const now = pools.find(({ name }) => name === "broker")?.replicas;
  return pool === undefined || now === undefined ? undefined : { now, wanted: pool.nodes };
}

function fewerProblems(look: Look, settings: KubernetesSettings): Problem[] {
  const brokers = step(look, settings);
  if (brokers === undefined || brokers.wanted >= brokers.now) return [];
  const at = { path: "kafka.nodes", given: String(brokers.wanted) };
  const copies = Math.max(look.kafka?.replication ?? 1, ...(look.topics ?? []).map(({ replication }) => replication));
  if (brokers.wanted < copies)
    return [
      { ...at, allowed: `at least ${copies}: there are topics with ${copies} copies, each on a broker of its own` },
    ];
  if (settings.kafka.cruiseControl) return [];
  return [
    {
      ...at,
      allowed: `${brokers.now} as long as kafka.cruiseControl is false: nothing else moves partitions away from brokers that go`,
    },
  ];
}

export const brokerRemarks: Remark = (look, settings) => {
  const brokers = step(look, settings);
  if (brokers === undefined || brokers.wanted === brokers.now) return [];
  const { now, wanted } = brokers;
  if (wanted < now)
    return [
      `kafka.nodes: brokers go from ${now} to ${wanted}; Cruise Control first moves their partitions away, which takes as long as their data is large.`,
    ];
  return settings.kafka.cruiseControl
    ? []
    : [
        `kafka.nodes: brokers go from ${now} to ${wanted}, and with kafka.cruiseControl: false the new ones hold only what topics made later put on them.`,
      ];
};

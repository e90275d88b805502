/** The estimate of a stack: its drivers at list prices, or at the user's own. Pure: resources, settings and prices in, amounts out. */
import type { Resource } from "../policy/resource.ts";
import type { Settings } from "../settings.ts";
import { type Driver, declaredOf, type Quantity, type Use } from "./driver.ts";
import { driversOf } from "./drivers/index.ts";
import type { Price, Prices } from "./price.ts";
import { type RequestRange, requestsOf } from "./requests.ts";

/** USD a month. */
export interface Line {
  what: string;
  count: string;
  service: string;
  region: string;
  /** undefined: the price is unknown. */
  least: number | undefined;
  /** undefined: the price is unknown, or nothing limits it. */
  most: number | undefined;
  /** Units whose price is known nowhere. */
  unknown: string[];
  prices: Price[];
}

export interface UseLine extends Pick<Use, "what" | "service" | "region" | "unit" | "units"> {
  price: Price | undefined;
  /** Where both the price and the use are known. */
  usd: number | undefined;
}

export interface Total {
  usd: number;
  /** Something more is to be paid that is not in it. */
  atLeast: boolean;
}

export interface Estimate {
  stack: string;
  /** Nothing is paid to anybody: the stack runs on this machine. */
  free: boolean;
  least: Total;
  most: Total;
  /** Whether the sums hold traffic: what the user assumes of it. */
  withTraffic: boolean;
  /** By amount, the largest first; those of unknown price at the end. */
  fixed: Line[];
  byUse: UseLine[];
  requests: RequestRange;
  /** Days of the oldest and the latest price that was used. */
  seen: { oldest: string; latest: string } | undefined;
}

export function estimate(resources: readonly Resource[], settings: Settings, stack: string, prices: Prices): Estimate {
  const requests = requestsOf(resources);
  const drivers = driversOf(declaredOf(resources, settings), requests);
  const fixed = drivers.fixed.map((driver) => lineOf(driver, prices)).sort(byAmount);
  const byUse = drivers.byUse.map((use) => useOf(use, prices));
  const used = byUse.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
  const days = [...fixed.flatMap((line) => line.prices), ...byUse.flatMap(({ price }) => price ?? [])]
    .flatMap(({ seen }) => seen ?? [])
    .sort();
  return {
    stack,
    free: settings.cloud === "local",
    least: {
      usd: fixed.reduce((sum, { least }) => sum + (least ?? 0), used),
      atLeast: fixed.some((line) => line.least === undefined || isFloor(line)),
    },
    most: {
      usd: fixed.reduce((sum, line) => sum + (line.most ?? line.least ?? 0), used),
      atLeast: fixed.some((line) => line.most === undefined || isFloor(line)),
    },
    withTraffic: byUse.some(({ usd }) => usd !== undefined),
    fixed,
    byUse,
    requests,
    seen: days.length === 0 ? undefined : { oldest: days[0]!, latest: days.at(-1)! },
  };
}

const isFloor = ({ prices }: Line): boolean => prices.some(({ floor }) => floor === true);

function lineOf({ what, count, service, region, least, most }: Driver, prices: Prices): Line {
  const priceOf = ({ unit }: Quantity) => prices.find(service, unit, region);
  const [low, high] = [priceOf(least), most && priceOf(most)];
  const missing = [low === undefined && least.unit, most !== undefined && high === undefined && most.unit];
  // What only an `up` knows is no number yet.
  if (!Number.isFinite(least.units) || (most && !Number.isFinite(most.units)))
    return {
      what,
      count: "not known yet",
      service,
      region,
      least: undefined,
      most: undefined,
      unknown: [least.unit],
      prices: [],
    };
  return {
    what,
    count,
    service,
    region,
    least: least.units === 0 ? 0 : low && low.usd * least.units,
    most: most && high && (high.upTo ?? high.usd) * most.units,
    unknown: [...new Set(missing.filter((unit) => unit !== false))],
    prices: [...new Set([low, high].filter((price) => price !== undefined))],
  };
}

function useOf(use: Use, prices: Prices): UseLine {
  const { what, service, region, unit, units } = use;
  const price = prices.find(service, unit, region);
  return {
    what,
    service,
    region,
    unit,
    units,
    price,
    usd: price && units !== undefined ? price.usd * units : undefined,
  };
}

const sizeOf = ({ least, most }: Line): number => most ?? least ?? -1;
const byAmount = (a: Line, b: Line): number =>
  sizeOf(b) - sizeOf(a) || (b.least ?? 0) - (a.least ?? 0) || a.what.localeCompare(b.what);

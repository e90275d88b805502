/** What a stack is paid for: an amount a month, at least and at the limits of whatever grows by itself; or by use. */
import type { Resource } from "../policy/resource.ts";
import type { Settings } from "../settings.ts";
import { HOURS } from "./price.ts";

export interface Quantity {
  /** A month. */
  units: number;
  /** As prices have it: NAT gateway hour. */
  unit: string;
}

export interface Driver {
  /** MSK brokers, kafka.m7g.xlarge */
  what: string;
  /** 3 to 6 */
  count: string;
  service: string;
  region: string;
  least: Quantity;
  /** At the limits; undefined: nothing limits it. */
  most: Quantity | undefined;
}

/** Paid for as it is used: by its price alone, unless the user says how much it is. */
export interface Use extends Pick<Driver, "what" | "service" | "region"> {
  unit: string;
  /** A month, of what cost.assume says; undefined: it says nothing. */
  units: number | undefined;
}

export interface Drivers {
  fixed: Driver[];
  byUse: Use[];
}

/** What is reckoned from. */
export interface Declared {
  resources: readonly Resource[];
  settings: Settings;
  /** Of AWS' resources; other clouds' say theirs by themselves. */
  region: string;
  of(type: string): readonly Resource[];
}

export function declaredOf(resources: readonly Resource[], settings: Settings): Declared {
  const byType = Map.groupBy(resources, ({ type }) => type);
  const region = settings.cloud === "aws" ? settings.aws.region : "";
  return { resources, settings, region, of: (type) => byType.get(type) ?? [] };
}

/** Of the first of them: where a resource says by itself where it is. */
export function regionOf([first]: readonly Resource[]): string {
  const region = first?.inputs["region"] ?? first?.inputs["location"];
  return typeof region === "string" ? region : "*";
}

export interface Range {
  least: number;
  /** undefined: nothing limits it. */
  most: number | undefined;
}

/** What is paid for by the hour, each of a month's. */
export const hourly = (about: Omit<Driver, "least" | "most" | "count">, unit: string, number: Range): Driver =>
  monthly(about, unit, number, HOURS);

/** @param times a month, of each */
export function monthly(
  about: Omit<Driver, "least" | "most" | "count">,
  unit: string,
  { least, most }: Range,
  times = 1,
): Driver {
  return {
    ...about,
    count: countText({ least, most }),
    least: { units: least * times, unit },
    most: most === undefined ? undefined : { units: most * times, unit },
  };
}

export const same = (count: number): Range => ({ least: count, most: count });

/** 3; 3 to 6; 1 or more */
export function countText({ least, most }: Range, unit = ""): string {
  const show = (count: number) => (Math.round(count * 10) / 10).toLocaleString("en-US");
  const end = unit === "" ? "" : ` ${unit}`;
  if (most === undefined) return `${show(least)} or more${end}`;
  return most === least ? `${show(least)}${end}` : `${show(least)} to ${show(most)}${end}`;
}

/** Those of several, one after another. */
export function together(all: readonly Drivers[]): Drivers {
  return { fixed: all.flatMap(({ fixed }) => fixed), byUse: all.flatMap(({ byUse }) => byUse) };
}

/** How rules read inputs: by paths, lists whole, and silent about what is not known yet. */
import { shown } from "../settings/shown.ts";
import type { Finding } from "./rule.ts";

/** Stands where a value is known only after an `up`: nothing is found there, and Pulumi's engine judges it when it is known. */
export const UNKNOWN = "\u0000unknown";

/** One value that a path names. */
export interface Place {
  path: string;
  value: unknown;
}

/**
 * The values that a path names, `[]` for each of a list: blockDeviceMappings[].ebs.encrypted. What is missing is one place without a value.
 * @param path names, joined by dots
 */
export function placesOf(inputs: unknown, path: string): Place[] {
  let places: Place[] = [{ path: "", value: inputs }];
  for (const segment of path.split(".")) {
    const name = segment.replace(/\[\]$/, "");
    places = places.map(({ path: above, value }) => ({
      path: above === "" ? name : `${above}.${name}`,
      value: value === UNKNOWN ? UNKNOWN : isObject(value) ? value[name] : undefined,
    }));
    if (segment.endsWith("[]")) places = places.flatMap(members);
  }
  return places;
}

function members({ path, value }: Place): Place[] {
  return Array.isArray(value)
    ? value.map((member, index) => ({ path: `${path}[${index}]`, value: member }))
    : [{ path: value === undefined ? `${path}[0]` : path, value }];
}

/** The one value that a path names. */
export const valueIn = (inputs: unknown, path: string): unknown => placesOf(inputs, path)[0]?.value;

/** What one place must hold. */
export interface Expectation {
  path: string;
  allowed: string;
  fits(value: unknown): boolean;
}

export function findingsOf(inputs: unknown, expectations: readonly Expectation[]): Finding[] {
  return expectations.flatMap(({ path, allowed, fits }) =>
    placesOf(inputs, path)
      .filter(({ value }) => value !== UNKNOWN && !fits(value))
      .map((place) => finding(place.path, place.value, allowed)),
  );
}

/** With the value as an error shows it, which is short and tells no secret. */
export function finding(path: string, value: unknown, allowed: string): Finding {
  return { path, given: value === UNKNOWN ? "not known yet" : shown(value, path.split(/[.[\]]+/)), allowed };
}

/** One text, number or truth value; keys may hold dots, which the path does not tell. */
export interface Leaf extends Place {
  keys: readonly (string | number)[];
}

/** Each of them below. */
export function* leavesOf(value: unknown, path = "", keys: readonly (string | number)[] = []): Generator<Leaf> {
  if (Array.isArray(value))
    for (const [index, member] of value.entries()) yield* leavesOf(member, `${path}[${index}]`, [...keys, index]);
  else if (isObject(value))
    for (const [key, member] of Object.entries(value))
      yield* leavesOf(member, path === "" ? key : `${path}.${key}`, [...keys, key]);
  else if (value !== undefined && value !== null && value !== UNKNOWN) yield { path, value, keys };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list as it is, one value as a list of it; AWS takes both in policies. */
export const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

export const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
/** Providers that are bridged tell truth values as text in some places. */
export const isTrue = (value: unknown): boolean => value === true || value === "true";
export const isNotFalse = (value: unknown): boolean => value !== false && value !== "false";

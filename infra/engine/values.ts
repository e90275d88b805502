/** Property values as they go over Pulumi's wire: plain JSON, with marked objects for secrets and a marked text for what is unknown. */
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";

export type Value = unknown;
export type Properties = Record<string, Value>;

const { isRpcSecret, unknownValue, specialSigKey, specialSecretSig } = pulumi.runtime;

const isObject = (value: Value): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a provider returned, as JSON has it: members that are undefined are dropped. */
export function plain(value: Properties | undefined): Properties {
  return value === undefined ? {} : (JSON.parse(JSON.stringify(value)) as Properties);
}

export function hasUnknown(value: Value): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/** Names of the properties that differ, at the top level, in alphabetical order. */
export function changedProperties(olds: Properties, news: Properties): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter((name) => !isDeepStrictEqual(olds[name], news[name])).sort();
}

export function secret(value: Value): Value {
  return isRpcSecret(value) ? value : { [specialSigKey]: specialSecretSig, value };
}

/** Outputs are secret where the inputs were, and where `additionalSecretOutputs` says so. */
export function markSecrets(outputs: Properties, inputs: Properties, additional: string[]): Properties {
  const marked: Properties = {};
  for (const [name, value] of Object.entries(outputs)) {
    const input = inputs[name];
    if (additional.includes(name) || isRpcSecret(input)) marked[name] = secret(value);
    else if (isObject(value) && isObject(input) && !isRpcSecret(value)) marked[name] = markSecrets(value, input, []);
    else marked[name] = value;
  }
  return marked;
}

/** For people and logs: secrets are replaced by "[secret]", what is unknown by "[unknown]". */
export function masked(value: Value): Value {
  if (value === unknownValue) return "[unknown]";
  if (isRpcSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, masked(member)]));
}

/**
 * The new inputs, with the old values where `ignoreChanges` says so.
 * @param paths names, or names joined by dots for what lies deeper
 */
export function ignoring(paths: string[], olds: Properties, news: Properties): Properties {
  const result = structuredClone(news);
  for (const path of paths) copyPath(path.split("."), olds, result);
  return result;
}

function copyPath([name, ...rest]: string[], olds: Properties, news: Properties): void {
  if (name === undefined) return;
  const [from, to] = [olds[name], news[name]];
  if (rest.length > 0 && isObject(from) && isObject(to)) copyPath(rest, from, to);
  else if (rest.length > 0) return;
  else if (from === undefined) delete news[name];
  else news[name] = from;
}

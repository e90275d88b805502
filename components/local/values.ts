/** Property values as a provider gets them: plain JSON in which secrets and outputs are objects with a mark, and the unknown is a text. */
import * as pulumi from "@pulumi/pulumi";

const { specialSigKey, specialSecretSig, unknownValue } = pulumi.runtime;
/** Of outputs that carry their dependencies; @pulumi/pulumi does not export it. Source: its runtime/rpc.js, specialOutputValueSig. */
const outputSig = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

type Json = unknown;
export type Properties = Record<string, Json>;

/** Values without marks, as handlers want them. What is unknown stays Pulumi's text for it. */
export function plain<T>(value: T): T {
  return unmark(value) as T;
}

function unmark(value: Json): Json {
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== "object" || value === null) return value;
  const marked = value as { [specialSigKey]?: string; value?: Json };
  if (marked[specialSigKey] === specialSecretSig) return unmark(marked.value);
  // An output without a value is one that is not known yet.
  if (marked[specialSigKey] === outputSig) return "value" in marked ? unmark(marked.value) : unknownValue;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, unmark(member as Json)]),
  );
}

export function hasUnknown(value: Json): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** The inputs that are known, at the top level. */
export function known(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
}

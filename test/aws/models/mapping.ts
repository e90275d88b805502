/** How inputs of the provider's resources become requests of the API, as data. */
import type { Request } from "./model.ts";

export type Inputs = Record<string, any>;

/**
 * Where an input goes that does not go by its own name: a member with dots, seen from the structure it stands in; nothing for what no
 * request has; or the members that are made of it.
 */
export type Place = string | undefined | ((value: any, inputs: Inputs) => Request);

export interface Call {
  operation: string;
  /** Where inputs of the top level are looked for that are no members there, with dots. */
  into?: string;
  /** By the input's path with dots, without the indices of lists. An input's own name is looked for without regard to case. */
  fields?: Record<string, Place>;
  /** Inputs of the top level that are this call's. The first call has all that no other one takes and nobody keeps. */
  takes?: string[];
  /** Members that the provider adds by itself. `id` is of what the first call makes. */
  adds?: (inputs: Inputs, id: string) => Request;
  /** Default: always. */
  when?: (inputs: Inputs) => boolean;
  /** Sent only when the resource is deleted: looked at now all the same. */
  atDeletion?: boolean;
}

export interface Mapping {
  /** As botocore calls it. */
  service: string;
  /** In the order in which they are sent. */
  calls: [Call, ...Call[]];
  /** Inputs that no call has: the provider acts by them. */
  kept?: string[];
  /** The input with the name that the provider makes up when it is left out; the same with Prefix may say what it begins with. */
  autoName?: string;
}

/** No request of its own, and why. */
export interface NoRequest {
  reason: string;
}

export type Mappings = Record<string, Mapping | NoRequest>;

/** Inputs that every resource may have. */
export const keptByAll = ["region", "timeouts"];

/** A map of tags as most services take them. */
export function tagList(tags: Record<string, string> = {}): Request[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

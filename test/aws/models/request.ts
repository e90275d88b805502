/** Makes the request of one call out of a resource's inputs. */
import * as pulumi from "@pulumi/pulumi";
import { hasUnknown } from "../../../components/local/values.ts";
import type { Call, Inputs, Place } from "./mapping.ts";
import { inputOf, type Model, type Request, type Shape } from "./model.ts";
import type { RequestProblem } from "./validate.ts";

export interface Made {
  request: Request;
  /** Inputs that have no place in the request. */
  problems: RequestProblem[];
  /** Something of it is known only after an `up`, so that members may be missing. */
  incomplete: boolean;
}

/** @param inputs those that the call takes */
export function makeRequest(model: Model, call: Call, inputs: Inputs): Made {
  const problems: RequestProblem[] = [];
  const fields = call.fields ?? {};
  let incomplete = false;
  const request = structure(inputOf(model, call.operation), inputs, "");
  return { request, problems, incomplete };

  function structure(name: string, given: Inputs, path: string): Request {
    const out: Request = {};
    for (const [key, value] of Object.entries(given)) {
      if (value === undefined || value === null) continue;
      const at = path === "" ? key : `${path}.${key}`;
      const found = at in fields ? put(name, fields[at], value, at) : byName(name, key, value, at);
      if (found) merge(out, found);
    }
    return out;
  }

  function put(name: string, place: Place, value: unknown, at: string): Request | undefined {
    if (place === undefined) return undefined;
    if (typeof place === "function") {
      // It would look into what is not known yet.
      if (hasUnknown(value)) incomplete = true;
      else return place(value, inputs);
      return undefined;
    }
    let shape = name;
    const members = place.split(".").map((key) => {
      const found = memberOf(shape, key);
      if (!found) throw new Error(`${call.operation}: ${shape} has no member ${key}`);
      shape = found.shape;
      return found.member;
    });
    return nested(members, convert(shape, value, at));
  }

  function byName(name: string, key: string, value: unknown, at: string): Request | undefined {
    const found = memberOf(name, key);
    if (found) return { [found.member]: convert(found.shape, value, at) };
    if (at === key && call.into !== undefined) {
      const inner = call.into.split(".").reduce((shape, member) => memberOf(shape, member)!.shape, name);
      const there = byName(inner, key, value, `${call.into}.${key}`);
      return there && nested(call.into.split("."), there);
    }
    problems.push({ path: at, problem: `has no place in ${call.operation}` });
    return undefined;
  }

  function memberOf(name: string, key: string): { member: string; shape: string } | undefined {
    const members = model.shapes[name]?.members ?? {};
    const member = Object.keys(members).find((each) => each.toLowerCase() === key.toLowerCase());
    return member === undefined ? undefined : { member, shape: members[member]!.shape };
  }

  function convert(name: string, value: unknown, path: string): unknown {
    if (value === pulumi.runtime.unknownValue) return value;
    const shape = model.shapes[name]!;
    if (shape.type === "structure" && isObject(value)) return structure(name, value, path);
    // The provider leaves out structures that only say whether something is on.
    const enabled = memberOf(name, "enabled")?.member;
    if (enabled !== undefined && typeof value === "boolean") return { [enabled]: value };
    if (shape.type === "map" && isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, convert(shape.value!.shape, each, path)]),
      );
    if (shape.type === "list") return list(shape, value, path);
    // Policies, which the provider takes as objects too.
    if (shape.type === "string" && isObject(value) && ("Version" in value || "rules" in value))
      return JSON.stringify(value);
    return value;
  }

  function list(shape: Shape, value: unknown, path: string): unknown {
    const member = shape.member!.shape;
    if (Array.isArray(value)) return value.map((each) => convert(member, each, path));
    const tag = isObject(value) && tagMembers(model.shapes[member]!);
    if (tag) return Object.entries(value).map(([key, text]) => ({ [tag[0]]: key, [tag[1]]: text }));
    // Pulumi has one value where the provider's schema says that a list has at most one.
    return [convert(member, value, path)];
  }
}

function nested(members: string[], value: unknown): Request {
  return members.reduceRight<unknown>((inner, member) => ({ [member]: inner }), value) as Request;
}

/** The names of a tag's two members; undefined: it is no tag. */
function tagMembers({ members = {} }: Shape): [string, string] | undefined {
  const names = Object.keys(members);
  const key = names.find((name) => /^(tag)?key$/i.test(name));
  const value = names.find((name) => /^(tag)?value$/i.test(name));
  return names.length === 2 && key && value ? [key, value] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Members of structures that several inputs make together are joined. */
export function merge(into: Request, from: Request): Request {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (isObject(there) && isObject(value)) merge(there, value);
    else if (Array.isArray(there) && Array.isArray(value)) into[key] = [...there, ...value];
    else into[key] = value;
  }
  return into;
}

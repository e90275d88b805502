/** What AWS' own descriptions of its services say about the resources of a program: nothing is sent. */
import { plain } from "../../../components/local/values.ts";
import type { Recorded } from "../../support/recording.ts";
import type { Models } from "./botocore.ts";
import { type Call, type Inputs, keptByAll, type Mapping } from "./mapping.ts";
import { inputOf } from "./model.ts";
import { type Made, makeRequest, merge } from "./request.ts";
import { mappings, overrides } from "./services/index.ts";
import { requestProblems } from "./validate.ts";

export interface ModelProblem {
  urn: string;
  /** Operation and member, or the input that has no place. */
  path: string;
  problem: string;
}

/** One call of a resource, as it would be sent. */
export interface Sent extends Made {
  urn: string;
  service: string;
  call: Call;
}

/** Resources of the provider itself: neither components nor the provider's own configuration. */
export const ofAws = ({ type, custom }: Pick<Recorded, "type" | "custom">) => custom && type.startsWith("aws:");

/** All problems of all resources on AWS; a type that nobody has mapped is one. */
export function modelProblems(models: Models, recorded: Recorded[]): ModelProblem[] {
  return recorded.filter(ofAws).flatMap((resource) => {
    const mapping = mappings[resource.type];
    const { urn } = resource;
    if (!mapping) return [{ urn, path: "", problem: `nobody has said what requests a ${resource.type} makes` }];
    if ("reason" in mapping) return [];
    return callsOf(models, resource, mapping).flatMap(({ service, call, request, problems, incomplete }) => {
      const model = models.of(service);
      const found = requestProblems(model, inputOf(model, call.operation), request, overrides[service]);
      const certain = found.filter(({ problem }) => !incomplete || !problem.startsWith("is missing"));
      return [...problems, ...certain].map(({ path, problem }) => ({
        urn,
        path: `${call.operation} ${path}`.trim(),
        problem,
      }));
    });
  });
}

/** The requests of one resource, in the order in which the provider sends them. */
export function callsOf(models: Models, resource: Recorded, mapping: Mapping): Sent[] {
  const model = models.of(mapping.service);
  const inputs = namedInputs(resource, mapping);
  const [first] = mapping.calls;
  const elsewhere = [...keptByAll, ...(mapping.kept ?? []), ...mapping.calls.flatMap(({ takes = [] }) => takes)];
  return mapping.calls
    .filter(({ when }) => when?.(inputs) ?? true)
    .map((call) => {
      const takes = (key: string) => call.takes?.includes(key) ?? (call === first && !elsewhere.includes(key));
      const taken = Object.fromEntries(Object.entries(inputs).filter(([key]) => takes(key)));
      const made = makeRequest(model, call, taken);
      const request = merge(call.adds?.(inputs, `${resource.name}-id`) ?? {}, made.request);
      return { ...made, urn: resource.urn, service: mapping.service, call, request };
    });
}

/** With the name that the provider makes up. */
function namedInputs({ inputs, name }: Recorded, mapping: Mapping): Inputs {
  const given = plain(inputs) as Inputs;
  const { autoName } = mapping;
  if (autoName === undefined) return given;
  const { [`${autoName}Prefix`]: _, ...others } = given;
  return { ...others, [autoName]: madeUpName(mapping, given, name) };
}

/** The name that was given, else as the provider makes one up: after a prefix a time and a count, after the logical name some characters. */
export function madeUpName({ autoName }: Mapping, inputs: Inputs, name: string): string | undefined {
  if (autoName === undefined) return undefined;
  const prefix = inputs[`${autoName}Prefix`];
  return inputs[autoName] ?? (prefix === undefined ? `${name}-1a2b3c4` : `${prefix}20261127101500123400000001`);
}

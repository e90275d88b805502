/** One custom resource: what is to be done is decided by the provider's check and diff, and done by its create, update and delete. */
import { isDeepStrictEqual } from "node:util";
import type { provider as pulumiProvider } from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import type { Goal } from "./goal.ts";
import type { ResourceState } from "./state.ts";
import { changedProperties, ignoring, markSecrets, type Properties, plain } from "./values.ts";

/** A diff may name what it found, drift included. */
export type Provider = Omit<pulumiProvider.Provider, "diff"> & {
  diff?: (
    ...args: Parameters<NonNullable<pulumiProvider.Provider["diff"]>>
  ) => Promise<pulumiProvider.DiffResult & { changed?: string[] }>;
};

export interface Decision {
  step: "create" | "update" | "replace" | "same";
  /** As the provider's check made them. */
  inputs: Properties;
  /** Names of properties, for the events. */
  changed: string[];
  /** For a replacement: whether the former one goes first. */
  deleteFirst: boolean;
}

/** @throws TRB_RUN_FAILED when the provider's check refuses the inputs, and what check and diff throw */
export async function decide(provider: Provider, goal: Goal, old: ResourceState | undefined): Promise<Decision> {
  const asked = old ? ignoring(goal.ignoreChanges, old.inputs, goal.inputs) : goal.inputs;
  const inputs = await check(provider, goal, asked, old);
  if (!old || old.pending === "create") return { step: "create", inputs, changed: [], deleteFirst: false };
  const diff: Awaited<ReturnType<NonNullable<Provider["diff"]>>> =
    (await provider.diff?.(old.id, goal.urn, old.outputs, inputs)) ?? {};
  const changed = diff.changed ?? changedProperties(old.inputs, inputs);
  const replaces = [
    ...(diff.replaces ?? []),
    ...changed.filter((name) => goal.replaceOnChanges.some((path) => path.split(".")[0] === name)),
  ];
  const deleteFirst = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace ?? false;
  if (replaces.length > 0)
    return { step: "replace", inputs, changed: [...new Set([...changed, ...replaces])], deleteFirst };
  const differs = diff.changes ?? !isDeepStrictEqual(old.inputs, inputs);
  return { step: differs ? "update" : "same", inputs, changed: differs ? changed : [], deleteFirst };
}

async function check(provider: Provider, goal: Goal, asked: Properties, old?: ResourceState): Promise<Properties> {
  if (!provider.check) return asked;
  const result = await provider.check(goal.urn, old?.inputs ?? {}, asked);
  const failures = result.failures ?? [];
  if (failures.length > 0) {
    const reasons = failures.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason));
    throw new TributaryError("TRB_RUN_FAILED", `${goal.name} (${goal.type}): ${reasons.join("; ")}`);
  }
  return plain(result.inputs ?? asked);
}

export async function create(
  provider: Provider,
  goal: Goal,
  inputs: Properties,
): Promise<{ id: string; outputs: Properties }> {
  if (!provider.create) throw new TributaryError("TRB_INTERNAL", `The provider cannot create ${goal.type}.`);
  const { id, outs } = await provider.create(goal.urn, inputs);
  return { id, outputs: markSecrets(plain(outs), inputs, goal.additionalSecretOutputs) };
}

export async function update(
  provider: Provider,
  goal: Goal,
  old: ResourceState,
  inputs: Properties,
): Promise<Properties> {
  const result = await provider.update?.(old.id, goal.urn, old.outputs, inputs);
  return markSecrets(plain(result?.outs ?? inputs), inputs, goal.additionalSecretOutputs);
}

/** @throws TRB_DATA_PROTECTED when the resource is protected, and what the provider's delete throws */
export async function remove(provider: Provider, resource: ResourceState): Promise<void> {
  requireUnprotected(resource);
  if (resource.retainOnDelete || !resource.custom || resource.pending === "create") return;
  await provider.delete?.(resource.id, resource.urn, resource.outputs);
}

export type Protectable = Pick<ResourceState, "urn" | "type" | "protect">;

export function requireUnprotected(resource: Protectable): void {
  if (resource.protect) throw protectedError(resource);
}

/** What both engines say of a resource that is to go and is protected. */
export function protectedError({ urn, type }: Pick<Protectable, "urn" | "type">): TributaryError {
  return new TributaryError(
    "TRB_DATA_PROTECTED",
    `${urn.split("::").at(-1)} (${type}) is protected and is not deleted.`,
    {
      hint: "Set environment: development (which takes the protection away), run `up`, and then try again.",
      details: { urn },
    },
  );
}

/** Deletes resources in reverse order of dependency, side by side where nothing depends on anything. */
import { type Protectable, type Provider, remove, requireUnprotected } from "./custom.ts";
import type { ResourceState } from "./state.ts";
import { failureOf, StepFailed, type Steps } from "./steps.ts";

export interface DeletionOptions {
  provider: Provider;
  preview: boolean;
  steps: Steps;
  cancelled: () => boolean;
  /** Takes it out of the state. */
  drop: (resource: ResourceState) => void;
}

/**
 * Deletes all of the list; what a failed one depends on is left.
 * @throws the error of a protected resource, before anything is deleted
 */
export async function deleteResources(list: ResourceState[], options: DeletionOptions): Promise<void> {
  const { preview, steps, cancelled, drop } = options;
  refuseProtected(list, steps);
  const going = new Set(list.map(({ urn }) => urn));
  const left = new Set(list);
  const failed = new Set<ResourceState>();
  while (left.size > failed.size && !cancelled()) {
    const ready = [...left].filter(
      (one) => !failed.has(one) && ![...left].some((other) => other !== one && needs(other, one)),
    );
    if (ready.length === 0) break;
    await Promise.all(
      ready.map(async (resource) => {
        if (preview) steps.note(resource, "delete");
        else if (!(await deleteOne(resource, going, options))) {
          failed.add(resource);
          return;
        }
        left.delete(resource);
        if (!preview) drop(resource);
      }),
    );
  }
}

/** Whether `other` has to go before `one` may. */
function needs(other: ResourceState, one: ResourceState): boolean {
  return other.parent === one.urn || other.deletedWith === one.urn || other.dependencies.includes(one.urn);
}

async function deleteOne(
  resource: ResourceState,
  going: Set<string>,
  { provider, steps }: DeletionOptions,
): Promise<boolean> {
  if (resource.pending === "create") {
    steps.say("warning", "An interrupted run was creating this; if it exists, it is left alone.", resource.urn);
  }
  try {
    const work = async () => {
      // It goes away together with what it stands in.
      if (resource.deletedWith === "" || !going.has(resource.deletedWith)) await remove(provider, resource);
    };
    await steps.run(resource, "delete", [], work, resource.pending !== "delete");
    return true;
  } catch (error) {
    if (error instanceof StepFailed) return false;
    throw error;
  }
}

/** @throws the error of the protected ones, all of them told as failed steps */
export function refuseProtected(list: Protectable[], steps: Steps): void {
  const before = steps.failures.length;
  for (const resource of list) {
    try {
      requireUnprotected(resource);
    } catch (error) {
      steps.fail(resource, "delete", error);
    }
  }
  const refused = steps.failures.slice(before);
  if (refused.length > 0) throw failureOf(refused);
}

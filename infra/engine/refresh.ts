/** Reads what is really there, resource by resource. */
import type { Provider } from "./custom.ts";
import type { ResourceState, State } from "./state.ts";
import { StepFailed, type Steps } from "./steps.ts";
import { changedProperties, markSecrets, plain } from "./values.ts";

/** @param save called after each change of `state`, which is changed in place */
export async function refreshResources(
  state: State,
  provider: Provider,
  steps: Steps,
  signal: AbortSignal,
  save: () => void,
): Promise<void> {
  const read = async (resource: ResourceState) => {
    if (signal.aborted) return;
    // An interrupted run was creating it: nothing is known, and the next `up` makes it again.
    if (resource.pending === "create") return drop(state, resource, steps, save);
    if (!resource.custom || !provider.read) return steps.note(resource, "same");
    try {
      await readOne(state, resource, provider, steps, save);
    } catch (error) {
      if (!(error instanceof StepFailed)) steps.fail(resource, "refresh", error);
    }
  };
  await Promise.all([...state.resources].map(read));
}

async function readOne(
  state: State,
  resource: ResourceState,
  provider: Provider,
  steps: Steps,
  save: () => void,
): Promise<void> {
  const found = (await provider.read?.(resource.id, resource.urn, resource.outputs)) ?? {};
  if (!found.id) return drop(state, resource, steps, save);
  const inputs = found.inputs === undefined ? resource.inputs : plain(found.inputs);
  const outputs = found.props === undefined ? resource.outputs : markSecrets(plain(found.props), inputs, []);
  const changed = changedProperties(resource.outputs, outputs);
  Object.assign(resource, { id: found.id, inputs, outputs });
  steps.note(resource, changed.length > 0 ? "refresh" : "same", changed);
  if (changed.length > 0) save();
}

function drop(state: State, resource: ResourceState, steps: Steps, save: () => void): void {
  state.resources.splice(state.resources.indexOf(resource), 1);
  steps.note(resource, "delete");
  save();
}

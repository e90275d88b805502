/**
 * One evaluation of the program against the state: every registration becomes a step, and what was not registered is deleted.
 * The state is saved after each step, so that a run that is interrupted can be gone on from.
 */
import { isDeepStrictEqual } from "node:util";
import { TributaryError } from "../../components/errors.ts";
import { create, type Decision, decide, type Provider, remove, requireUnprotected, update } from "./custom.ts";
import { deleteResources } from "./deletion.ts";
import type { Goal } from "./goal.ts";
import type { ResourceState, State } from "./state.ts";
import { StepFailed, type Steps } from "./steps.ts";
import { stackType } from "./urn.ts";
import { changedProperties, type Properties } from "./values.ts";

export interface DeploymentOptions {
  provider: Provider;
  preview: boolean;
  state: State;
  /** Called after each step; never in a preview. */
  save: (state: State) => void;
  steps: Steps;
  /** Once true, no further step begins. */
  cancelled: () => boolean;
}

/** What the program is told of a registration; not ok: it failed, and what depends on it cannot go on. */
export interface Registered {
  ok: boolean;
  urn: string;
  id: string;
  outputs: Properties;
}

export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #goals = new Map<string, Goal>();
  /** Of this run. */
  readonly #current = new Map<string, ResourceState>();
  /** Of former runs, not registered in this one yet. */
  readonly #former = new Map<string, ResourceState>();
  /** Replaced; deleted at the end. */
  readonly #doomed: ResourceState[] = [];
  #sequence = 0;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    for (const resource of options.state.resources) {
      this.#sequence = Math.max(this.#sequence, resource.sequence);
      if (resource.pending === "delete") this.#doomed.push(resource);
      else this.#former.set(resource.urn, resource);
    }
  }

  /** Never throws: a failure is a step's failure, and told as that. */
  async register(goal: Goal): Promise<Registered> {
    const { steps, cancelled } = this.#options;
    const failed = { ok: false, urn: goal.urn, id: "", outputs: {} };
    if (cancelled()) return failed;
    if (this.#goals.has(goal.urn)) {
      steps.fail(
        goal,
        "create",
        new TributaryError("TRB_INTERNAL", `Two resources have the name ${goal.name} (${goal.urn}).`),
      );
      return failed;
    }
    this.#inherit(goal);
    this.#goals.set(goal.urn, goal);
    const old = this.#takeFormer(goal);
    try {
      const resource = goal.custom ? await this.#registerCustom(goal, old) : this.#registerComponent(goal, old);
      return { ok: true, urn: goal.urn, id: resource.id, outputs: goal.custom ? resource.outputs : {} };
    } catch (error) {
      if (!(error instanceof StepFailed)) steps.fail(goal, old ? "update" : "create", error);
      // Whatever became of it, it is still in the program: it must not be deleted as one that is gone.
      if (old && !this.#current.has(goal.urn)) this.#put(old);
      return failed;
    }
  }

  /** A component's own outputs; the stack's are the program's. */
  registerOutputs(urn: string, outputs: Properties): void {
    const resource = this.#current.get(urn);
    if (!resource) throw new Error(`unknown resource ${urn}`);
    resource.outputs = outputs;
  }

  /** The program's outputs, secrets still marked. */
  get outputs(): Properties {
    return [...this.#current.values()].find(({ type }) => type === stackType)?.outputs ?? {};
  }

  /**
   * Deletes what the program does not have any more.
   * @param complete whether the whole program was evaluated; if not, nothing is deleted, as nobody knows what else it has
   */
  async finish(complete: boolean): Promise<void> {
    const { preview, provider, steps, cancelled } = this.#options;
    const gone = [...this.#former.values(), ...this.#doomed];
    if (complete) {
      await deleteResources(gone, {
        provider,
        preview,
        steps,
        cancelled,
        drop: (resource) => {
          if (resource.pending === "delete") this.#doomed.splice(this.#doomed.indexOf(resource), 1);
          else this.#former.delete(resource.urn);
          this.#save();
        },
      });
    }
    this.#save();
  }

  async #registerCustom(goal: Goal, old: ResourceState | undefined): Promise<ResourceState> {
    const { provider, preview, steps } = this.#options;
    const decision = await decide(provider, goal, old);
    if (decision.step === "same" && old) {
      steps.note(goal, "same");
      return this.#put({
        ...this.#stateOf(goal, decision.inputs),
        id: old.id,
        outputs: old.outputs,
        sequence: old.sequence,
      });
    }
    if (decision.step === "replace" && old)
      requireUnprotected({ ...old, protect: old.protect && goal.protect !== false });
    if (preview) {
      steps.note(goal, decision.step, decision.changed);
      // As Pulumi does for providers that do not preview: the inputs are known, all else is not.
      const id = decision.step === "update" && old ? old.id : "";
      return this.#put({ ...this.#stateOf(goal, decision.inputs), id, outputs: decision.inputs });
    }
    return await steps.run(goal, decision.step, decision.changed, () => this.#perform(goal, old, decision));
  }

  async #perform(
    goal: Goal,
    old: ResourceState | undefined,
    { step, inputs, deleteFirst }: Decision,
  ): Promise<ResourceState> {
    const { provider } = this.#options;
    const next = this.#stateOf(goal, inputs);
    if (step === "update" && old) {
      const outputs = await update(provider, goal, old, inputs);
      return this.#put({ ...next, id: old.id, outputs, sequence: old.sequence });
    }
    let replaced = step === "replace" ? old : undefined;
    if (replaced && deleteFirst) {
      await remove(provider, { ...replaced, protect: false });
      replaced = undefined;
    }
    this.#current.set(goal.urn, { ...next, pending: "create" });
    // Until the new one is there, the former one is still what the stack has.
    if (replaced) this.#doomed.push({ ...replaced, pending: "delete", protect: false });
    this.#save();
    try {
      return this.#put({ ...next, ...(await create(provider, goal, inputs)) });
    } catch (error) {
      this.#current.delete(goal.urn);
      if (replaced) this.#put(this.#undoom(replaced));
      this.#save();
      throw error;
    }
  }

  #undoom(replaced: ResourceState): ResourceState {
    const index = this.#doomed.findIndex(({ urn, id }) => urn === replaced.urn && id === replaced.id);
    if (index >= 0) this.#doomed.splice(index, 1);
    return replaced;
  }

  #registerComponent(goal: Goal, old: ResourceState | undefined): ResourceState {
    const { steps } = this.#options;
    const changed = old ? changedProperties(old.inputs, goal.inputs) : [];
    const step = !old ? "create" : isDeepStrictEqual(old.inputs, goal.inputs) ? "same" : "update";
    steps.note(goal, step, changed);
    const next = this.#stateOf(goal, goal.inputs);
    return this.#put({ ...next, outputs: old?.outputs ?? {}, sequence: old?.sequence ?? next.sequence });
  }

  #stateOf(goal: Goal, inputs: Properties): ResourceState {
    const { urn, type, custom, parent, dependencies, propertyDependencies, deletedWith } = goal;
    this.#sequence += 1;
    const flags = { protect: goal.protect ?? false, retainOnDelete: goal.retainOnDelete ?? false };
    const graph = { parent, dependencies, propertyDependencies, deletedWith };
    return { urn, type, custom, id: "", inputs, outputs: {}, ...graph, ...flags, sequence: this.#sequence };
  }

  #put(resource: ResourceState): ResourceState {
    this.#current.set(resource.urn, resource);
    this.#save();
    return resource;
  }

  #save(): void {
    if (this.#options.preview) return;
    const { stack, project } = this.#options.state;
    this.#options.save({
      stack,
      project,
      resources: [...this.#current.values(), ...this.#former.values(), ...this.#doomed],
    });
  }

  /** Protection, retention and deletedWith come from the parent where the resource says nothing, as in Pulumi's engine. */
  #inherit(goal: Goal): void {
    const parent = this.#goals.get(goal.parent);
    if (!parent) return;
    goal.protect ??= parent.protect;
    goal.retainOnDelete ??= parent.retainOnDelete;
    goal.deletedWith ||= parent.deletedWith;
  }

  #takeFormer(goal: Goal): ResourceState | undefined {
    const urn = [goal.urn, ...goal.aliases].find((candidate) => this.#former.has(candidate));
    const old = urn === undefined ? undefined : this.#former.get(urn);
    if (urn === undefined || !old) return undefined;
    this.#former.delete(urn);
    if (urn !== goal.urn) this.#rename(urn, goal.urn);
    return { ...old, urn: goal.urn };
  }

  /** What is still there from former runs must find a renamed resource, for the order of deletions. */
  #rename(from: string, to: string): void {
    const renamed = (urn: string) => (urn === from ? to : urn);
    for (const resource of [...this.#former.values(), ...this.#doomed]) {
      resource.parent = renamed(resource.parent);
      resource.deletedWith = renamed(resource.deletedWith);
      resource.dependencies = resource.dependencies.map(renamed);
    }
  }
}

/** What the provider does for one type of resource. Handlers get and give plain values: secrets unwrapped, no paths of this machine. */
import type { StackFolder } from "../folder.ts";

export interface Context {
  urn: string;
  folder: StackFolder;
}

/** @typeParam I inputs @typeParam O what else is known after a create */
export interface Handler<I extends object, O extends object = object> {
  /** The names of all inputs: everything else in a state is an output. */
  readonly inputs: readonly (keyof I & string)[];
  /** Inputs that are the resource's identity: with another value it is another resource. */
  readonly replaces?: readonly (keyof I & string)[];
  /** The former must go first, for instance because both would need the same port. Default: false. */
  readonly deleteBeforeReplace?: boolean;
  /** Problems that can be told from the inputs and the stack's folder alone, so that a preview finds them. Inputs may be unknown. */
  check?(context: Context, inputs: Partial<I>): Promise<{ property: string; reason: string }[]>;
  /** Throws when this change must not be made; a preview asks, too. */
  guard?(context: Context, olds: I & O, news: I): Promise<void>;
  /** What is not as the state says although no input changed, such as "process" for one that does not run: it is updated. */
  drift?(context: Context, state: I & O): Promise<string[]>;
  /** Makes it, or makes what is there already as asked. */
  create(context: Context, inputs: I): Promise<{ id: string; outputs: O }>;
  /** The state as it really is; undefined when it is gone. What cannot be asked now is taken as unchanged. */
  read(context: Context, id: string, state: I & O): Promise<(I & O) | undefined>;
  update(context: Context, id: string, olds: I & O, news: I): Promise<O>;
  delete(context: Context, id: string, state: I & O): Promise<void>;
}

/** Runs a look at Kafka or the registry for a refresh: when nobody answers nothing is known, and the state stays. */
export async function unlessUnreachable<T>(state: T, look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return state;
  }
}

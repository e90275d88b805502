/** What all components have in common, so that each reads as: normalise, create, finish. */
import * as pulumi from "@pulumi/pulumi";

/**
 * The escape hatch of a child: properties that replace its own, or a function that changes arguments and options before the
 * child is made. It is code of the caller's, so it stands in options of TypeScript and never in state.
 */
export type Transform<A> = Partial<A> | ((args: A, opts: pulumi.CustomResourceOptions, name: string) => void);

/** A class of resources, of ours or of one of Pulumi's packages. */
export type Child = new (name: string, args: any, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;
export type ArgsOf<C extends Child> = NonNullable<ConstructorParameters<C>[1]>;

/** How a component makes a child; see TributaryComponent. */
export type MakeChild = <C extends Child>(
  Class: C,
  role: string,
  args: ArgsOf<C>,
  opts?: pulumi.CustomResourceOptions,
  transform?: Transform<ArgsOf<C>>,
) => InstanceType<C>;

export abstract class TributaryComponent extends pulumi.ComponentResource {
  readonly #name: string;

  /**
   * @param type tributary:<folder>:<Class>, which is API
   * @param args stand in state, without callbacks and resources
   * @param secretKeys keys of `args` whose values are encrypted there
   */
  constructor(
    type: string,
    name: string,
    args: object,
    opts?: pulumi.ComponentResourceOptions,
    secretKeys: string[] = [],
  ) {
    super(type, name, stateArgs(args, secretKeys), opts);
    this.#name = name;
  }

  protected childName(role: string): string {
    return `${this.#name}-${role}`;
  }

  protected childOpts(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return pulumi.mergeOptions(opts, { parent: this });
  }

  /** A child named <component>-<role>, after its transform. */
  protected child<C extends Child>(
    Class: C,
    role: string,
    args: ArgsOf<C>,
    opts: pulumi.CustomResourceOptions = {},
    transform?: Transform<ArgsOf<C>>,
  ): InstanceType<C> {
    const name = this.childName(role);
    const all = this.childOpts(opts);
    let changed = { ...args };
    if (typeof transform === "function") transform(changed, all, name);
    else changed = { ...changed, ...transform };
    return new Class(name, changed, all) as InstanceType<C>;
  }

  /** The last line of every constructor: without it Pulumi waits for children that never come. */
  protected finish(outputs: pulumi.Inputs = {}): void {
    this.registerOutputs(outputs);
  }
}

/** Arguments as they may stand in state. */
export function stateArgs(args: object, secretKeys: string[] = []): pulumi.Inputs {
  const kept = Object.entries(args).filter(([key, value]) => key !== "transform" && plain(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, secretKeys.includes(key) ? pulumi.secret(value) : value]));
}

/** Neither a function nor a resource, nor a list or object that holds one. */
function plain(value: unknown): boolean {
  if (typeof value === "function" || pulumi.Resource.isInstance(value)) return false;
  if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value) || value instanceof Promise)
    return true;
  return Object.values(value).every(plain);
}

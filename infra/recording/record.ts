/**
 * Runs a program under Pulumi's mock runtime and records each request whole: nobody is asked and nothing is created. Policies judge what is
 * recorded, and tests prove wiring with it.
 */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import { makeUrn, stackType } from "../engine/urn.ts";
import { awsCalls } from "./answers/aws.ts";
import { confluentCalls } from "./answers/confluent.ts";
import { ownAnswers } from "./answers/own.ts";

export interface Recorded {
  /** As the engine makes it: types of all parents but the stack, then its own. */
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** URN of the parent; empty for the stack's own children. */
  parent: string;
  /** As they go over the wire: secrets are wrapped, unknowns marked. */
  inputs: Record<string, any>;
  dependencies: string[];
  deletedWith: string;
  protect: boolean;
  retainOnDelete: boolean;
  /** The former goes before a new one is made. */
  deleteBeforeReplace: boolean;
  /** Former URNs. */
  aliases: string[];
  /** Properties whose differences are not looked at. */
  ignoreChanges: string[];
  /** Such as 180m; empty: the provider's own. */
  timeouts: { create: string; update: string; delete: string };
  /** How often outputs were registered. */
  outputsRegistered: number;
}

export interface Recording {
  resources: Recorded[];
  /** What the program returned. */
  result: any;
  warnings: string[];
  of(type: string): Recorded[];
  named(name: string): Recorded;
}

class RecordingMonitor extends MockMonitor {
  readonly byMockUrn = new Map<string, Recorded>();

  override async registerResource(request: any, callback: (error: any, response: any) => void): Promise<void> {
    const recorded: Recorded = {
      ...this.#common(request),
      custom: request.getCustom(),
      inputs: request.getObject()?.toJavaScript() ?? {},
      deletedWith: request.getDeletedwith(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      aliases: request.getAliasesList().map((alias: any) => this.#formerUrn(alias.getSpec(), request.getType())),
      ignoreChanges: request.getIgnorechangesList(),
      timeouts: timeoutsOf(request.getCustomtimeouts()?.toObject()),
    };
    await super.registerResource(request, (error, response) => {
      if (!error) this.byMockUrn.set(response.getUrn(), recorded);
      callback(error, response);
    });
  }

  /** What is there already, and is only read. */
  override async readResource(request: any, callback: (error: any, response: any) => void): Promise<void> {
    const recorded: Recorded = {
      ...this.#common(request),
      custom: true,
      inputs: request.getProperties()?.toJavaScript() ?? {},
      deletedWith: "",
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      aliases: [],
      ignoreChanges: [],
      timeouts: timeoutsOf(undefined),
    };
    await super.readResource(request, (error: any, response: any) => {
      if (!error) this.byMockUrn.set(response.getUrn(), recorded);
      callback(error, response);
    });
  }

  #common(request: any) {
    const parent = this.byMockUrn.get(request.getParent());
    const type: string = request.getType();
    return {
      urn: makeUrn(pulumi.getStack(), pulumi.getProject(), parent?.urn ?? "", type, request.getName()),
      type,
      name: request.getName() as string,
      parent: parent && parent.type !== stackType ? parent.urn : "",
      dependencies: request.getDependenciesList() as string[],
      outputsRegistered: 0,
    };
  }

  /** Of an alias by name and parent, the one kind that the program has. */
  #formerUrn(alias: any, type: string): string {
    const parent = this.byMockUrn.get(alias.getParenturn())!;
    return parent.urn.replace(/::[^:]+$/, `$${type}::${alias.getName()}`);
  }

  override registerResourceOutputs(request: any, callback: (error: any, response: any) => void): void {
    const recorded = this.byMockUrn.get(request.getUrn());
    if (recorded) recorded.outputsRegistered++;
    super.registerResourceOutputs(request, callback);
  }
}

const timeoutsOf = (all: any) => ({
  create: all?.create ?? "",
  update: all?.update ?? "",
  delete: all?.pb_delete ?? "",
});

/** What the provider would give on top of the inputs, by type; told the logical name too. */
export type OutputsOf = Record<string, (inputs: any, name: string) => Record<string, unknown>>;

/**
 * @param body the program; its result is awaited and unwrapped
 * @param options `preview`: nothing is known of what is not there yet; `outputs`: more of what providers give; `calls`: what functions answer, by token
 */
export async function record(
  body: () => unknown,
  {
    stack = "test",
    preview = false,
    outputs: more = {},
    calls = {},
  }: { stack?: string; preview?: boolean; outputs?: OutputsOf; calls?: Record<string, object> } = {},
): Promise<Recording> {
  const monitor = new RecordingMonitor({
    call: ({ token, inputs }) => calls[token] ?? (confluentCalls[token] ?? awsCalls[token])?.(inputs) ?? {},
    newResource: ({ type, name, inputs }) => {
      if (preview) return { id: undefined, state: inputs };
      return { id: `${name}-id`, state: { ...inputs, ...(more[type] ?? ownAnswers[type])?.(inputs, name) } };
    },
  });
  const runtime = settings as any;
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: () => ({ id: "", state: {} }) },
    "tributary",
    stack,
    preview,
  );
  runtime.setMockOptions(monitor, "tributary", stack, preview, "organization");
  const warnings: string[] = [];
  const warn = pulumi.log.warn;
  (pulumi.log as any).warn = async (text: string) => void warnings.push(text);
  let result: any;
  try {
    await pulumi.runtime.runInPulumiStack(async () => {
      const returned = await body();
      const output = pulumi.output(returned as any) as any;
      if (!preview) result = await output.promise();
      return {};
    });
    await runtime.waitForRPCs();
  } finally {
    (pulumi.log as any).warn = warn;
  }
  // Requests arrive in the order in which their inputs were ready, which says nothing.
  const resources = [...monitor.byMockUrn.values()]
    .filter(({ type }) => type !== stackType)
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return {
    resources,
    result,
    warnings,
    of: (type) => resources.filter((resource) => resource.type === type),
    named: (name) => {
      const found = resources.find((resource) => resource.name === name);
      if (!found)
        throw new Error(`no resource ${name}; there is ${resources.map((resource) => resource.name).join(", ")}`);
      return found;
    },
  };
}

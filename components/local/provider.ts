/** The provider `tributary`: one object for both engines, which passes each request on to the handler of the resource's type. */
import { isDeepStrictEqual } from "node:util";
import type { provider as pulumiProvider } from "@pulumi/pulumi";
import { TributaryError } from "../errors.ts";
import { stackFolder, stackOfUrn } from "./folder.ts";
import type { Context, Handler } from "./handlers/handler.ts";
import { handlers } from "./handlers/index.ts";
import { hasUnknown, known, type Properties, plain } from "./values.ts";

export interface ProviderDiff extends pulumiProvider.DiffResult {
  /** Names of the inputs that differ, and of what is not as the state says. */
  changed: string[];
}

export interface TributaryProvider extends pulumiProvider.Provider {
  diff(id: string, urn: string, olds: Properties, news: Properties): Promise<ProviderDiff>;
}

/** The provider's version, as Pulumi asks for it. */
const version = "0.1.0";

/**
 * Errors are TributaryErrors; for an engine in another process see provider-errors.ts.
 * Outputs of a resource are its inputs and what its handler adds.
 */
export function createProvider(): TributaryProvider {
  return {
    version,
    schema: JSON.stringify({ name: "tributary", version }),
    check,
    diff,
    create,
    read,
    update,
    delete: remove,
  };
}

async function check(urn: string, _olds: Properties, news: Properties): Promise<pulumiProvider.CheckResult> {
  const failures = await handlerOf(urn).check?.(contextOf(urn), known(plain(news)));
  return { inputs: news, failures: failures ?? [] };
}

async function diff(_id: string, urn: string, oldState: Properties, newInputs: Properties): Promise<ProviderDiff> {
  const handler = handlerOf(urn);
  const context = contextOf(urn);
  const [olds, news] = [plain(oldState), plain(newInputs)];
  const inputs = handler.inputs.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
  // What is not known yet may well turn out to be the same: that makes an update, and nothing more than that.
  const replaces = inputs.filter((name) => handler.replaces?.includes(name) && !hasUnknown(news[name]));
  if (inputs.length > 0 && replaces.length === 0 && !hasUnknown(news)) await handler.guard?.(context, olds, news);
  const drift = inputs.length === 0 ? ((await handler.drift?.(context, olds)) ?? []) : [];
  const changed = [...inputs, ...drift];
  return { changes: changed.length > 0, changed, replaces, deleteBeforeReplace: handler.deleteBeforeReplace ?? false };
}

async function create(urn: string, inputs: Properties): Promise<pulumiProvider.CreateResult> {
  const { id, outputs } = await handlerOf(urn).create(contextOf(urn), plain(inputs));
  return { id, outs: { ...inputs, ...outputs } };
}

async function read(id: string, urn: string, state: Properties = {}): Promise<pulumiProvider.ReadResult> {
  const before = plain(state);
  const now = (await handlerOf(urn).read(contextOf(urn), id, before)) as Properties | undefined;
  // Pulumi's server wants properties even for what is gone.
  if (!now) return { id: "", props: {} };
  // Marks of secrets stay where nothing changed.
  const props = Object.entries(now).map(([name, value]) => [
    name,
    isDeepStrictEqual(value, before[name]) ? state[name] : value,
  ]);
  return { id, props: Object.fromEntries(props) };
}

async function update(
  id: string,
  urn: string,
  olds: Properties,
  news: Properties,
): Promise<pulumiProvider.UpdateResult> {
  const outputs = await handlerOf(urn).update(contextOf(urn), id, plain(olds), plain(news));
  return { outs: { ...news, ...outputs } };
}

async function remove(id: string, urn: string, state: Properties): Promise<void> {
  await handlerOf(urn).delete(contextOf(urn), id, plain(state));
}

function handlerOf(urn: string): Handler<any, any> {
  // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const handler = handlers[type];
  if (!handler) throw new TributaryError("TRB_INTERNAL", `The provider tributary knows no resource of type ${type}.`);
  return handler;
}

function contextOf(urn: string): Context {
  return { urn, folder: stackFolder(stackOfUrn(urn)) };
}

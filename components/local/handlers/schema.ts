/** A subject's schema and compatibility. What is registered stays: records written with it may be read for years. */
import { TributaryError } from "../../errors.ts";
import { Registry } from "../kafka/registry.ts";
import type { SchemaInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";

interface Outputs {
  schemaId: number;
  version: number;
}

export const schema: Handler<SchemaInputs, Outputs> = {
  inputs: ["registryUrl", "subject", "schemaType", "schema", "compatibility"],
  replaces: ["subject"],

  /** A preview says so, too, when the registry runs. */
  async guard(_context, _olds, news) {
    if (typeof news.schema !== "string" || typeof news.registryUrl !== "string") return;
    const registry = new Registry(news.registryUrl);
    await registry.latest(news.subject).then(
      (there) => there && requireCompatible(registry, news),
      () => undefined,
    );
  },

  async create(_context, inputs) {
    return { id: inputs.subject, outputs: await converge(inputs) };
  },

  async read(_context, _id, state) {
    return await unlessUnreachable(state, async () => {
      const registry = new Registry(state.registryUrl);
      const latest = await registry.latest(state.subject);
      if (!latest) return undefined;
      const same = await registry.lookUp(state.subject, state.schema, state.schemaType);
      const compatibility = (await registry.compatibility(state.subject)) ?? state.compatibility;
      return same
        ? { ...state, schemaId: same.id, version: same.version, compatibility }
        : { ...state, schema: latest.schema, compatibility };
    });
  },

  async update(_context, _id, _olds, news) {
    return await converge(news);
  },

  async delete() {},
};

async function converge(inputs: SchemaInputs): Promise<Outputs> {
  const registry = new Registry(inputs.registryUrl);
  const { subject, schema: text, schemaType, compatibility } = inputs;
  if (await registry.latest(subject)) await requireCompatible(registry, inputs);
  const id = await registry.register(subject, text, schemaType);
  if ((await registry.compatibility(subject)) !== compatibility)
    await registry.setCompatibility(subject, compatibility);
  const registered = await registry.lookUp(subject, text, schemaType);
  return { schemaId: registered?.id ?? id, version: registered?.version ?? 1 };
}

/**
 * Asks by the compatibility that is wanted, not the one of before. The registry checks by what is set, so it is set for the
 * question and put back: neither a preview nor a refused schema changes anything.
 * @throws TRB_SCHEMA_INCOMPATIBLE with the registry's reasons
 */
async function requireCompatible(
  registry: Registry,
  { subject, schema: text, schemaType, compatibility }: SchemaInputs,
): Promise<void> {
  if (await registry.lookUp(subject, text, schemaType)) return;
  const before = await registry.compatibility(subject);
  if (before !== compatibility) await registry.setCompatibility(subject, compatibility);
  let reasons: string[];
  try {
    reasons = await registry.incompatibilities(subject, text, schemaType);
  } finally {
    if (before === undefined) await registry.clearCompatibility(subject);
    else if (before !== compatibility) await registry.setCompatibility(subject, before);
  }
  if (reasons.length === 0) return;
  throw new TributaryError(
    "TRB_SCHEMA_INCOMPATIBLE",
    `The schema of ${subject} is not ${compatibility} compatible with what is registered: ${reasons.join("; ").replace(/[.\s]+$/, "")}.`,
    {
      hint: "Make the new fields optional, or register it under a new subject.",
      details: { subject, compatibility, reasons },
    },
  );
}

/** A subject's schema and compatibility. What is registered stays: records written with it may be read for years. */
import { ensureSchema, requireCompatible } from "../../../app/src/registry/ensure-schema.ts";
import { IncompatibleSchemaError, RegistryError } from "../../../app/src/registry/errors.ts";
import { Subjects } from "../../../app/src/registry/subjects.ts";
import { TributaryError } from "../../errors.ts";
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
    const subjects = new Subjects({ url: news.registryUrl });
    const there = await subjects.latest(news.subject).catch(() => undefined);
    if (there) await told(requireCompatible(subjects, news));
  },

  async create(_context, inputs) {
    return { id: inputs.subject, outputs: await converge(inputs) };
  },

  async read(_context, _id, state) {
    return await unlessUnreachable(state, async () => {
      const subjects = new Subjects({ url: state.registryUrl });
      const latest = await subjects.latest(state.subject);
      if (!latest) return undefined;
      const same = await subjects.lookUp(state.subject, state.schema, state.schemaType);
      const compatibility = (await subjects.compatibility(state.subject)) ?? state.compatibility;
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
  const { id, version } = await told(ensureSchema(new Subjects({ url: inputs.registryUrl }), inputs));
  return { schemaId: id, version };
}

/** The registry's errors as the platform's. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof IncompatibleSchemaError) {
      const { message, hint, subject, compatibility, reasons } = error;
      const details = { subject, compatibility, reasons };
      throw new TributaryError("TRB_SCHEMA_INCOMPATIBLE", message, { hint, details, cause: error });
    }
    if (error instanceof RegistryError) {
      const { message, status, errorCode } = error;
      throw new TributaryError("TRB_REGISTRY", message, { details: { status, errorCode }, cause: error });
    }
    throw error;
  }
}

/** A random text in secrets/<path>.<rotation>. After a rotation the former one is there as well, until the rotation after it. */
import type { SecretGenerations } from "../../../app/src/connection.ts";
import type { StackFolder } from "../folder.ts";
import { fileRef } from "../kafka/tls-files.ts";
import type { SecretInputs } from "../resources.ts";
import type { Handler } from "./handler.ts";
import { ensureSecretFile, readSecretFile, removeSecretFile } from "./secret-files.ts";

interface Outputs {
  value: SecretGenerations;
}

const fileOf = (path: string, rotation: number): string => `secrets/${path}.${rotation}`;

export const secret: Handler<SecretInputs, Outputs> = {
  inputs: ["path", "bytes", "rotation"],
  replaces: ["path"],

  async check(_context, { path }) {
    if (path === undefined || /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(path)) return [];
    return [
      {
        property: "path",
        reason: `"${path}" is no path below secrets/: letters, digits, ".", "_" and "-", parts joined by "/"`,
      },
    ];
  },

  async create({ folder }, inputs) {
    return { id: inputs.path, outputs: converge(folder, inputs) };
  },

  async read({ folder }, _id, state) {
    return readSecretFile(folder, fileOf(state.path, state.rotation)) === undefined ? undefined : state;
  },

  async update({ folder }, _id, _olds, news) {
    return converge(folder, news);
  },

  /** The files stay, as data does: who was given a token before a `down` may use it after the next `up`. `down --purge` removes all. */
  async delete() {},
};

function converge(folder: StackFolder, { path, bytes, rotation }: SecretInputs): Outputs {
  const active = fileOf(path, rotation);
  const retiring = fileOf(path, rotation - 1);
  ensureSecretFile(folder, active, bytes);
  removeSecretFile(folder, fileOf(path, rotation - 2));
  const former = readSecretFile(folder, retiring) === undefined ? {} : { retiring: fileRef(retiring) };
  return { value: { active: fileRef(active), ...former } };
}

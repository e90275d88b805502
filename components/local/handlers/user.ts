/**
 * A user who logs in by SCRAM. The password is a file; state and outputs only refer to it.
 * Kafka keeps one credential a user and mechanism: with a new generation the former password opens no new connection any more
 * (open ones stay), so that there is never a retiring one to tell of.
 */
import type { SecretGenerations } from "../../../app/src/connection.ts";
import {
  iterationsOf,
  lockedCredential,
  type ScramCredential,
  scramCredential,
} from "../../../app/src/kafka/admin/scram.ts";
import type { StackFolder } from "../folder.ts";
import type { KafkaAdmin } from "../kafka/admin.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import { fileRef } from "../kafka/tls-files.ts";
import type { UserInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";
import { ensureSecretFile, readSecretFile, removeSecretFile } from "./secret-files.ts";
import { settled } from "./settle.ts";

interface Outputs {
  password: SecretGenerations;
}

/** Bytes of randomness. */
const passwordBytes = 32;

const fileOf = (user: string, rotation: number): string => `secrets/users/${user}.${rotation}.password`;

/** A user's password, made when there is none yet. */
export function ensurePassword(folder: StackFolder, name: string, rotation: number): string {
  return ensureSecretFile(folder, fileOf(name, rotation), passwordBytes);
}

export const user: Handler<UserInputs, Outputs> = {
  inputs: ["admin", "user", "mechanism", "rotation"],
  replaces: ["user", "mechanism"],
  deleteBeforeReplace: true,

  async check(_context, { user: name }) {
    // Neither a path nor anything that a certificate's name could be taken for.
    if (name === undefined || /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) return [];
    return [{ property: "user", reason: `"${name}" cannot be a user: letters, digits, ".", "_" and "-" only` }];
  },

  async drift({ folder }, { user: name, rotation }) {
    return readSecretFile(folder, fileOf(name, rotation)) === undefined ? ["password"] : [];
  },

  async create({ folder }, inputs) {
    return { id: inputs.user, outputs: await converge(folder, inputs) };
  },

  async read({ folder }, _id, state) {
    if (readSecretFile(folder, fileOf(state.user, state.rotation)) === undefined) return undefined;
    return await unlessUnreachable(state, () =>
      withAdmin(state.admin, folder, async (admin) => {
        const { mechanism, rotation } = state;
        return (await known(admin, state.user, { mechanism, iterations: iterationsOf(rotation) })) ? state : undefined;
      }),
    );
  },

  async update({ folder }, _id, _olds, news) {
    return await converge(folder, news);
  },

  async delete({ folder }, _id, { admin: connection, user: name, mechanism, rotation }) {
    await withAdmin(connection, folder, async (admin) => {
      if ((await admin.scram(name, mechanism)).every((iterations) => iterations === undefined)) return;
      await setCredential(admin, name, await lockedCredential(mechanism));
    });
    removeSecretFile(folder, fileOf(name, rotation));
  },
};

async function converge(folder: StackFolder, inputs: UserInputs): Promise<Outputs> {
  const { admin: connection, user: name, mechanism, rotation } = inputs;
  const file = fileOf(name, rotation);
  const password = ensurePassword(folder, name, rotation);
  const credential = await scramCredential(mechanism, password, iterationsOf(rotation));
  await withAdmin(connection, folder, (admin) => setCredential(admin, name, credential));
  removeSecretFile(folder, fileOf(name, rotation - 1));
  return { password: { active: fileRef(file) } };
}

/** Resolves when every broker knows the credential. */
async function setCredential(admin: KafkaAdmin, name: string, credential: ScramCredential): Promise<void> {
  await admin.upsertScram(name, credential);
  await settled(`The password of user ${name}`, () => known(admin, name, credential));
}

type Generation = Pick<ScramCredential, "mechanism" | "iterations">;

/** Whether every broker has this generation of the credential. */
async function known(admin: KafkaAdmin, name: string, { mechanism, iterations }: Generation): Promise<boolean> {
  return (await admin.scram(name, mechanism)).every((found) => found === iterations);
}

/** The stack's certificate authority: files in secrets/ca, of which only the certificate is ever told. */
import type { SecretRef } from "../../../app/src/connection.ts";
import { authorityEnds, authorityFingerprint, ensureAuthority, fileRef, tlsFile } from "../kafka/tls-files.ts";
import type { AuthorityInputs } from "../resources.ts";
import type { Context, Handler } from "./handler.ts";

interface Outputs {
  certificate: SecretRef;
  fingerprint: string;
}

export const authority: Handler<AuthorityInputs, Outputs> = {
  inputs: ["commonName", "validDays", "rotation"],

  async drift({ folder }, state) {
    if (authorityFingerprint(folder) !== state.fingerprint) return ["fingerprint"];
    return authorityEnds(folder, state) ? ["certificate"] : [];
  },

  async create({ folder, urn }, inputs) {
    return { id: urn.split("::").at(-1) ?? "authority", outputs: await converge(folder, inputs) };
  },

  async read({ folder }, _id, state) {
    const fingerprint = authorityFingerprint(folder);
    return fingerprint === undefined ? undefined : { ...state, fingerprint };
  },

  async update({ folder }, _id, _olds, news) {
    return await converge(folder, news);
  },

  /** The files stay: the data that a later `up` finds again belongs with them. `down --purge` removes all. */
  async delete() {},
};

async function converge(folder: Context["folder"], inputs: AuthorityInputs): Promise<Outputs> {
  return { certificate: fileRef(tlsFile.authority), fingerprint: await ensureAuthority(folder, inputs) };
}

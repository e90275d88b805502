/** All that one principal may do: exactly these ACLs, no others. */
import { type AclBinding, aclChanges, bindingsOf, principalOf, rulesOf } from "../../../app/src/kafka/admin/acls.ts";
import type { KafkaAdmin } from "../kafka/admin.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import type { AccessInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";
import { settled } from "./settle.ts";

export const access: Handler<AccessInputs> = {
  inputs: ["admin", "principal", "rules"],
  replaces: ["principal"],

  async create({ folder }, inputs) {
    await withAdmin(inputs.admin, folder, (admin) => converge(admin, inputs.principal, bindingsOf(inputs.rules)));
    return { id: inputs.principal, outputs: {} };
  },

  async read({ folder }, _id, state) {
    return await unlessUnreachable(state, () =>
      withAdmin(state.admin, folder, async (admin) => {
        const there = await bindingsOfAll(admin, principalOf(state.principal));
        const { add, remove } = aclChanges(there[0] ?? [], bindingsOf(state.rules));
        // The order and grouping of the settings are kept as long as they say what is there.
        return add.length + remove.length === 0 ? state : { ...state, rules: rulesOf(there[0] ?? []) };
      }),
    );
  },

  async update({ folder }, _id, _olds, news) {
    await withAdmin(news.admin, folder, (admin) => converge(admin, news.principal, bindingsOf(news.rules)));
    return {};
  },

  async delete({ folder }, _id, state) {
    await withAdmin(state.admin, folder, (admin) => converge(admin, state.principal, []));
  },
};

/** What is missing comes before what is too much goes, so that a changed rule leaves no gap. */
async function converge(admin: KafkaAdmin, name: string, wanted: AclBinding[]): Promise<void> {
  const principal = principalOf(name);
  const changes = async () => (await bindingsOfAll(admin, principal)).map((there) => aclChanges(there, wanted));
  const [first] = await changes();
  await admin.addAcls(principal, first?.add ?? []);
  await admin.removeAcls(principal, first?.remove ?? []);
  await settled(`What ${principal} may do`, async () =>
    (await changes()).every(({ add, remove }) => add.length + remove.length === 0),
  );
}

function bindingsOfAll(admin: KafkaAdmin, principal: string): Promise<AclBinding[][]> {
  return admin.acls(principal);
}

/** How much one user may move: limits of each broker. What is not set has no limit. */
import type { KafkaAdmin, QuotaKey } from "../kafka/admin.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import type { QuotaInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";
import { settled } from "./settle.ts";

type Limits = Pick<QuotaInputs, "produceBytesPerSecond" | "consumeBytesPerSecond" | "requestPercent">;

const keys: Record<keyof Limits, QuotaKey> = {
  produceBytesPerSecond: "producer_byte_rate",
  consumeBytesPerSecond: "consumer_byte_rate",
  requestPercent: "request_percentage",
};
const names = Object.keys(keys) as (keyof Limits)[];

export const quota: Handler<QuotaInputs> = {
  inputs: ["admin", "user", ...names],
  replaces: ["user"],

  async create({ folder }, inputs) {
    await withAdmin(inputs.admin, folder, (admin) => converge(admin, inputs.user, inputs));
    return { id: inputs.user, outputs: {} };
  },

  async read({ folder }, _id, state) {
    return await unlessUnreachable(state, () =>
      withAdmin(state.admin, folder, async (admin) => {
        const [there = {}] = await admin.quotas(state.user);
        const { admin: connection, user } = state;
        const limits = names.flatMap((name) => (there[keys[name]] === undefined ? [] : [[name, there[keys[name]]]]));
        return limits.length === 0 ? undefined : { admin: connection, user, ...Object.fromEntries(limits) };
      }),
    );
  },

  async update({ folder }, _id, _olds, news) {
    await withAdmin(news.admin, folder, (admin) => converge(admin, news.user, news));
    return {};
  },

  async delete({ folder }, _id, state) {
    await withAdmin(state.admin, folder, (admin) => converge(admin, state.user, {}));
  },
};

async function converge(admin: KafkaAdmin, user: string, limits: Limits): Promise<void> {
  const wanted = changeTo(limits);
  await admin.alterQuotas(user, wanted);
  await settled(`The quota of user ${user}`, async () =>
    (await admin.quotas(user)).every((there) => Object.values(keys).every((key) => there[key] === wanted[key])),
  );
}

function changeTo(limits: Limits): Record<QuotaKey, number | undefined> {
  return Object.fromEntries(names.map((name) => [keys[name], limits[name]])) as Record<QuotaKey, number | undefined>;
}

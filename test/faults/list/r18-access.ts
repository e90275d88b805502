import type { Fault } from "../support/fault.ts";
import { logins } from "../support/logins.ts";
import { rightsOf } from "../support/rights.ts";
import { unreadyWithout } from "../support/unready.ts";

const rights = rightsOf("r18a");
/** One round for each, with what the log tells of it. */
const taken: readonly [keyof typeof rights, RegExp][] = [
  ["output", /Not authorized to access topics/],
  ["input", /Not authorized to access topics/],
  ["group", /Not authorized to access group/],
  ["transactions", /transactional id authorization failed/i],
];

/** While events come in, whose writers keep their rights. */
export const rightsTaken: Fault = {
  id: "R18a",
  name: "rights to write outputs, to read the source, of the group, of transactions: each taken away and given back",
  rounds: taken.length,
  security: logins,
  options: { login: logins.byPassword },
  setUp: (cluster) => logins.giving(cluster, "processor", Object.values(rights).flat()),
  async round(scene, round) {
    const [name, logged] = taken[round % taken.length]!;
    await unreadyWithout(scene, {
      expected: /./,
      logged,
      async take() {
        await logins.take(scene.cluster, "processor", rights[name]);
        await scene.moreAcked(100);
      },
      give: () => logins.give(scene.cluster, "processor", rights[name]),
      sides: scene.sides.filter(({ semantics }) => name !== "transactions" || semantics === "exactly-once"),
    });
  },
};

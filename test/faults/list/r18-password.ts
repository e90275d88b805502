import type { Fault } from "../support/fault.ts";
import { logins } from "../support/logins.ts";
import { rightsOf } from "../support/rights.ts";
import { unreadyWithout } from "../support/unready.ts";

/** Brokers take another password before the file has it, as when a rotation is done in the wrong order. */
export const passwordChanged: Fault = {
  id: "R18b",
  name: "the processors' password changed under load, a while before their file has the new one",
  rounds: 1,
  security: logins,
  options: { login: logins.byPassword },
  setUp: (cluster) => logins.giving(cluster, "processor", Object.values(rightsOf("r18b")).flat()),
  async round(scene, round) {
    const next = `next-password-${round}`;
    await unreadyWithout(scene, {
      expected: /^Kafka at \S+ refused the SCRAM-SHA-512 login of processor; check connection\.auth/,
      async take() {
        await logins.change(scene.cluster, "processor", next);
        await scene.moreAcked(100);
      },
      give: () => logins.write("processor", next),
    });
  },
};

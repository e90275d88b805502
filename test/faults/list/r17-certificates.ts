import assert from "node:assert/strict";
import { Certificates } from "../support/certificates.ts";
import type { Fault } from "../support/fault.ts";
import type { Scene } from "../support/scene.ts";
import { ROLES } from "../support/security.ts";
import { restartsOf, unreadyWithout } from "../support/unready.ts";

const certificates = new Certificates();

/** Nothing is started anew, on neither side: files are replaced, and connections are cut so that what is new is needed. */
export const certificatesReplaced: Fault = {
  id: "R17",
  name: "the authority and all certificates replaced by files; then the processors' own expired, then the brokers' authority unknown",
  rounds: 1,
  failures: 5,
  security: certificates,
  options: { login: certificates.login },
  async round(scene) {
    await replaced(scene);
    const { cluster } = scene;
    const { authority } = certificates;
    const expired = await certificates.issue("processor", authority, true);
    const good = await certificates.issue("processor");
    await unreadyWithout(scene, {
      expected: /^Our certificate .*processor\.crt has expired on 20\d\d-/,
      async take() {
        certificates.show("processor", expired);
        cluster.cut();
        await scene.moreAcked(100);
      },
      give: () => certificates.show("processor", good),
    });
    const other = await certificates.newAuthority();
    await unreadyWithout(scene, {
      expected: /^The certificate of Kafka at \S+ is not from an authority that connection\.tls\.ca trusts/,
      take() {
        certificates.clientsTrust(other);
        cluster.cut();
      },
      give: () => certificates.clientsTrust(authority),
    });
  },
};

/** In the order of a rotation: the next authority is trusted beside the one that goes, then shown, then trusted alone. */
async function replaced(scene: Scene): Promise<void> {
  const { cluster } = scene;
  const going = certificates.authority;
  const next = await certificates.newAuthority();
  const old = await certificates.issue("processor");
  const before = await restartsOf(scene.sides);
  const own = await certificates.issue("processor", next);

  certificates.clientsTrust(going, next);
  await certificates.brokersTrust(cluster, [going, next], { pair: own, answered: true });
  certificates.show("processor", own);
  for (const role of ROLES.filter((one) => one !== "processor"))
    certificates.show(role, await certificates.issue(role, next));
  await certificates.brokersShow(cluster, next);
  cluster.cut();
  await scene.moreAcked(200);
  certificates.clientsTrust(next);
  await certificates.brokersTrust(cluster, [next], { pair: old, answered: false });
  certificates.authority = next;
  cluster.cut();
  await scene.moreAcked(200);
  await scene.recovered(30);
  assert.deepEqual(await restartsOf(scene.sides), before, "workers were started anew");
}

import assert from "node:assert/strict";
import { createKafka } from "../../../app/src/kafka/client.ts";
import { createLog } from "../../../app/src/log.ts";
import { logIn } from "../../../app/test/integration/auth/client.ts";
import { makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { Fault } from "../support/fault.ts";
import { Mounted, passwordOf } from "../support/mounted.ts";
import type { Scene } from "../support/scene.ts";
import { ROLES, secret } from "../support/security.ts";
import { restartsOf } from "../support/unready.ts";

const mounted = new Mounted();

/** Of passwords first, then of the authority: connections are cut so that what is new is needed. */
export const mountedSecretsRotated: Fault = {
  id: "R34",
  name: "passwords and the authority rotated as on Kubernetes: Secrets swapped, users changed, pods replaced, both authorities trusted meanwhile",
  rounds: 1,
  // Each connection is cut three times, and processors are replaced once.
  failures: 4,
  security: mounted,
  options: { login: mounted.login },
  async round(scene) {
    await passwordsRotated(scene);
    await authorityRotated(scene);
    assertNothingTold(scene);
  },
};

/** `rotation` raised by one: the Secret, then the user, then the pods; kubelets may be later than any of it. */
async function passwordsRotated(scene: Scene): Promise<void> {
  const { cluster, sides, fronts } = scene;
  const next = mounted.generation + 1;
  const before = await restartsOf(sides);
  // Processors' nodes are early: what their configuration calls active is gone. The others' are late: it is there, and refused.
  mounted.showPasswords("processor", next);
  await mounted.useOnBrokers(cluster, next);
  await assertRefused(scene, next - 1);
  cluster.cut();
  await scene.moreAcked(200);
  await scene.recovered(30);
  assert.deepEqual(await restartsOf(sides), before, "workers were started anew");
  mounted.showPasswords("ingest", next);
  mounted.showPasswords("generator", next);

  mounted.generation = next;
  await scene.each(async ({ processors }) => {
    await processors.end(0, "SIGTERM");
    await processors.start(0);
  });
  await fronts.end("SIGTERM");
  await fronts.start();
  await scene.moreAcked(100);
}

/** As Strimzi replaces a key: the former authority is trusted beside the new one until every broker shows the new one's certificate. */
async function authorityRotated(scene: Scene): Promise<void> {
  const { cluster, sides } = scene;
  const going = mounted.authority;
  const next = await makeAuthority("authority 2", 60);
  const before = await restartsOf(sides);
  mounted.trust({ "ca.crt": next, "ca-2026-01-01T00-00-00Z.crt": going });
  cluster.cut();
  await scene.moreAcked(100);
  await mounted.show(cluster, next);
  cluster.cut();
  await scene.moreAcked(100);
  mounted.trust({ "ca.crt": next });
  cluster.cut();
  await scene.moreAcked(100);
  await scene.recovered(30);
  assert.deepEqual(await restartsOf(sides), before, "workers were started anew");
}

/** So that what goes on after it does so with another password. */
async function assertRefused({ cluster }: Scene, generation: number): Promise<void> {
  const login = mounted.login("generator");
  const active = secret(cluster.folder, "former", passwordOf("generator", generation));
  const kafka = createKafka(
    {
      version: 1,
      bootstrapServers: cluster.bootstrap,
      protocol: login.protocol,
      auth: { mechanism: "scram-sha-512", username: "generator", password: { active } },
      tls: { ca: [secret(cluster.folder, "authority.crt", mounted.authority.certificate)] },
      limits: { maxMessageBytes: 1_048_576, compression: [] },
      principal: "generator",
      groupPrefix: "",
    },
    "former",
    createLog("silent", {}),
  );
  await assert.rejects(logIn(kafka), /refused the SCRAM-SHA-512 login of generator/);
}

function assertNothingTold({ sides, fronts }: Scene): void {
  const said = [
    ...sides.map(({ processors }) => processors.get(0).output()),
    ...fronts.all().map((app) => app.output()),
  ];
  const passwords = ROLES.flatMap((role) => [1, 2, 3].map((generation) => passwordOf(role, generation)));
  for (const text of said) for (const password of passwords) assert.ok(!text.includes(password), "a password is told");
}

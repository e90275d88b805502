/** One broker of a release with a listener for each login, and who issues its tokens. */

import type { KafkaConnection } from "../../../app/src/connection.ts";
import { Scene } from "../../../app/test/integration/auth/scene.ts";
import { issue } from "../../../components/local/kafka/certificates.ts";
import type { Login, Release } from "./cells.ts";

export interface LoginBroker {
  /** Of the listener without TLS and login, where results are read. */
  address: string;
  /** Of secrets; for the configurations of processes too. */
  folder: string;
  connections: Record<Login, KafkaConnection>;
  stop(): Promise<void>;
}

const password = "correct-horse";

/** @param port the broker's; it and the issuer of tokens use those up to port+19 */
export async function startLoginBroker(release: Release, port: number): Promise<LoginBroker> {
  const scene = await Scene.start({ set: `kafka-${release}`, port, tokenSeconds: 300, password });
  const { broker } = scene;
  broker.secret("password", password);
  const own = await issue(broker.authority, { commonName: "app", days: 1 });
  const mtls = {
    mechanism: "mtls" as const,
    certificate: { active: broker.secret("app.crt", own.certificate) },
    key: { active: broker.secret("app.key", own.key) },
  };
  return {
    address: broker.address,
    folder: broker.secrets,
    connections: {
      PLAINTEXT: broker.connection,
      TLS: broker.connectionTo("TLS", { mechanism: "none" }),
      "mutual TLS": broker.connectionTo("MTLS", mtls),
      "SCRAM-SHA-512 over TLS": broker.connectionTo("SCRAM", scene.scram()),
      "OAUTHBEARER over TLS": broker.connectionTo("OAUTH", scene.oauth()),
    },
    stop: () => scene.dispose(),
  };
}

/** Real processes on a real broker with logins and a real issuer of tokens: started, asked, ended, and their records counted. */
import type { ArtifactSet } from "../../../../components/local/java/index.ts";
import type { AppConfigInput } from "../../../src/config.ts";
import type { ConnectionAuth } from "../../../src/connection.ts";
import { type Running, startApp, until } from "../processes.ts";
import { createTopics, readAll } from "../reader.ts";
import { audience, type Oidc, startOidc } from "./oidc.ts";
import { type ListenerName, type SecureBroker, startSecureBroker } from "./secure-broker.ts";

export const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };

export interface SceneOptions {
  /** plaintext listener of the broker; 19 above it is who issues tokens */
  port: number;
  /** Release of Kafka. Default: that of startBroker. */
  set?: ArtifactSet;
  /** milliseconds after which the broker wants sessions renewed; default: never */
  reauthenticateMs?: number;
  /** seconds that a token lives */
  tokenSeconds: number;
  /** of the user app */
  password: string;
}

export class Scene {
  readonly broker: SecureBroker;
  readonly oidc: Oidc;
  readonly #running = new Set<Running>();

  private constructor(broker: SecureBroker, oidc: Oidc) {
    this.broker = broker;
    this.oidc = oidc;
  }

  static async start({ tokenSeconds, password, ...options }: SceneOptions): Promise<Scene> {
    const { port } = options;
    const clients = [{ id: "app", secret: "app-secret" }];
    const oidc = await startOidc({ port: port + 19, clients, lifeSeconds: tokenSeconds });
    try {
      const broker = await startSecureBroker({ ...options, users: { app: password }, oidc });
      await createTopics(broker.address, Object.values(topics), 2);
      return new Scene(broker, oidc);
    } catch (error) {
      await oidc.down();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    for (const app of this.#running) await app.end("SIGKILL");
    await this.broker.stop();
    await this.oidc.down();
  }

  /** The user app with the password that the file holds. */
  scram(file = "password"): ConnectionAuth {
    const active = { store: "file" as const, name: `${this.broker.secrets}/${file}` };
    return { mechanism: "scram-sha-512", username: "app", password: { active } };
  }

  oauth(): ConnectionAuth {
    return {
      mechanism: "oauthbearer",
      tokenUrl: this.oidc.tokenUrl,
      clientId: "app",
      clientSecret: { active: this.broker.secret("client-secret", "app-secret") },
      scopes: ["kafka"],
      parameters: { resource: audience },
    };
  }

  processor(port: number, listener: ListenerName, auth: ConnectionAuth, workers = 1): Running {
    return this.#start({ role: "processor", ...this.#common(port, listener, auth), topics, group: "g", workers });
  }

  generator(port: number, listener: ListenerName, auth: ConnectionAuth): Running {
    const common = this.#common(port, listener, auth);
    return this.#start({ role: "generator", ...common, topic: topics.input, eventsPerSecond: 20, brokenShare: 0 });
  }

  #common(port: number, listener: ListenerName, auth: ConnectionAuth) {
    const connection = this.broker.connectionTo(listener, auth);
    return { version: 1 as const, instance: `app-${port}`, ops: { port }, connection };
  }

  #start(config: AppConfigInput): Running {
    const app = startApp(this.broker.secrets, config);
    this.#running.add(app);
    return app;
  }

  async end(app: Running): Promise<void> {
    this.#running.delete(app);
    await app.end("SIGTERM");
  }

  /** They end by themselves. */
  async ended(apps: Running[]): Promise<(number | null)[]> {
    return Promise.all(
      apps.map(async (app) => {
        const code = await new Promise<number | null>((resolve) => app.child.once("close", resolve));
        this.#running.delete(app);
        return code;
      }),
    );
  }

  /** Every record that was written has a result; how many. */
  async allProcessed(): Promise<number> {
    const source = await readAll(this.broker.address, topics.input);
    return until("every record has a result", 30, async () => {
      const outputs = await readAll(this.broker.address, topics.output);
      const ids = new Set(outputs.map(({ value }) => JSON.parse(String(value)).event_id as string));
      const wanted = source.map(({ partition, offset }) => `${topics.input}-${partition}-${offset}`);
      return wanted.every((id) => ids.has(id)) && wanted.length;
    });
  }
}

/** Why a process is not ready; empty when it is. */
export async function notReady(port: number): Promise<string[]> {
  const answer = await (await fetch(`http://127.0.0.1:${port}/ready`)).json();
  return (answer as { reasons: string[] }).reasons;
}

/**
 * A processor and a generator while nobody issues tokens: throws when one of them is unready too early, or silent about it.
 * @param outageSeconds how long the outage lasts beyond the end of the last token
 * @returns both, still running: the processor first
 */
export async function outageOfTokens(scene: Scene, ports: [number, number], outageSeconds: number): Promise<Running[]> {
  const { oidc } = scene;
  const apps = [scene.processor(ports[0], "OAUTH", scene.oauth()), scene.generator(ports[1], "OAUTH", scene.oauth())];
  const each = (what: string, seconds: number, ask: (port: number) => Promise<boolean>): Promise<unknown> =>
    Promise.all(ports.map((port) => until(`${port} ${what}`, seconds, () => ask(port))));
  const isReady = async (port: number): Promise<boolean> => (await notReady(port)).length === 0;
  const allReady = async (when: string): Promise<void> => {
    for (const port of ports) {
      const reasons = await notReady(port);
      if (reasons.length > 0) throw new Error(`${port} is not ready ${when}: ${reasons.join("; ")}`);
    }
  };
  await each("is ready", 30, isReady);
  // Two lives of a token each: sessions are renewed without a word.
  const issued = oidc.issued();
  const said = apps.map((app) => app.output().length);
  await until("tokens were renewed", 200, async () => oidc.issued() >= issued + 4);
  await allReady("although tokens are issued");
  for (const [index, app] of apps.entries())
    if (/"level":"(warn|error)"/.test(app.output().slice(said[index])))
      throw new Error(`a renewal was not silent:\n${app.output()}`);

  await oidc.down();
  const failing = /No new token: .*is good for \d+ s more/;
  await until("a refresh failed", 90, async () => apps.every((app) => failing.test(app.output())));
  await allReady("although its token is good");
  await each("tells that there is no token", 90, async (port) =>
    (await notReady(port)).some((reason) => /No new token: .*does not answer/.test(reason)),
  );
  await new Promise((resolve) => setTimeout(resolve, outageSeconds * 1_000));

  await oidc.up();
  await each("is ready again", 60, isReady);
  return apps;
}

/** Where events come in: ingest with a load of good ones, and a generator of broken ones. */
import type { LoginEvent } from "../../../app/src/record/login-event.ts";
import { type Running, ready, startApp, until } from "../../../app/test/integration/processes.ts";
import { generatorConfig, ingestConfig } from "./configs.ts";
import { Load } from "./load.ts";
import type { Scene } from "./scene.ts";

export class Fronts {
  readonly #scene: Scene;
  readonly #port: number;
  readonly #running: Running[] = [];
  #loads: Load[] = [];
  /** Events that came in otherwise. */
  readonly #others = new Map<string, LoginEvent>();

  /** @param port of ingest's HTTP; the next two are taken as well */
  constructor(scene: Scene, port: number) {
    this.#scene = scene;
    this.#port = port;
  }

  /** Ids of all events that ingest acknowledged. */
  get acked(): string[] {
    return this.#loads.flatMap(({ acked }) => acked);
  }
  /** By id, also those that may not have come in. */
  get events(): Map<string, LoginEvent> {
    return new Map([...this.#others, ...this.#loads.flatMap(({ events }) => [...events])]);
  }

  /** The processes, ingest first. */
  all(): Running[] {
    return [...this.#running];
  }
  /** Of the operations of each. */
  get ports(): number[] {
    return this.#running.map((_, index) => this.#port + 1 + index);
  }

  async start(): Promise<void> {
    const { cluster, options } = this.#scene;
    const ingest = ingestConfig(this.#scene, this.#port);
    const broken = generatorConfig(this.#scene, this.#port + 2);
    const configs = options.broken === false ? [ingest] : [ingest, broken];
    await Promise.all(
      configs.map(async (config) => {
        const app = startApp(cluster.folder, config, [], undefined, options.env);
        this.#running.push(app);
        await until(`${config.instance} is ready`, 40, () => ready(config.ops.port)).catch((error: Error) => {
          throw new Error(`${error.message}\n${app.output()}`);
        });
      }),
    );
    this.resume();
  }
  /** Ends the load once what is under way was acknowledged. */
  async stop(): Promise<void> {
    await this.#loads.at(-1)?.stop();
  }
  /** Goes on with other ids. */
  resume(): void {
    this.#loads.push(new Load(this.#port, `${this.#scene.id}-${this.#loads.length}`));
  }
  /** An event that a fault has written itself. */
  add(event: LoginEvent): void {
    this.#others.set(event.device_id!, event);
  }
  /** What was acknowledged until now is nobody's business any more. */
  forget(): void {
    this.#loads = [];
    this.#others.clear();
  }
  /** Ends the load and the processes. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (signal === "SIGKILL") for (const load of this.#loads) await load.abandon();
    else await this.stop();
    for (const app of this.#running.splice(0)) await app.end(signal);
  }
}

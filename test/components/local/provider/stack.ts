/** A stack of a test's own, whose resources are made by the provider object itself, as an engine would. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Producer } from "@platformatic/kafka";
import type { SecretGenerations } from "../../../../app/src/connection.ts";
import { cacheFolder, type StackFolder, stackFolder } from "../../../../components/local/folder.ts";
import { createProvider, type ProviderDiff } from "../../../../components/local/provider.ts";
import {
  Authority,
  type AuthorityInputs,
  Broker,
  type BrokerInputs,
  type BrokerPorts,
  Cluster,
  type TopicInputs,
} from "../../../../components/local/resources.ts";
import { connectSupervisor, stopEverything } from "../../../../components/local/supervisor/client.ts";

/** Any resource's class: its token says its type. */
type Type = { readonly token: string };
export type Outs = Record<string, any>;

export interface Made {
  urn: string;
  id: string;
  outs: Outs;
}

export class ProviderStack {
  readonly home = mkdtempSync(join(tmpdir(), "tributary-provider-"));
  readonly folder: StackFolder;
  readonly provider = createProvider();

  readonly stack: string;

  constructor(stack: string) {
    this.stack = stack;
    // Downloads are shared; everything else is this test's own.
    process.env["TRIBUTARY_CACHE"] = cacheFolder();
    process.env["TRIBUTARY_HOME"] = this.home;
    this.folder = stackFolder(stack);
  }

  urn(type: Type, name: string): string {
    return `urn:pulumi:${this.stack}::tributary::${type.token}::${name}`;
  }

  async create<I extends object>(type: Type, name: string, inputs: I): Promise<Made> {
    const urn = this.urn(type, name);
    const checked = await this.provider.check!(urn, {}, inputs);
    assert.deepEqual(checked.failures, []);
    const { id, outs } = await this.provider.create!(urn, checked.inputs);
    return { urn, id, outs: outs as Outs };
  }

  diff(made: Made, change: Outs = {}): Promise<ProviderDiff> {
    return this.provider.diff(made.id, made.urn, made.outs, { ...made.outs, ...change });
  }

  async update(made: Made, change: Outs): Promise<Made> {
    const news = { ...made.outs, ...change };
    const checked = await this.provider.check!(made.urn, made.outs, news);
    assert.deepEqual(checked.failures, []);
    return { ...made, outs: (await this.provider.update!(made.id, made.urn, made.outs, news)).outs as Outs };
  }

  /** Undefined when it is gone. */
  async read(made: Made): Promise<Outs | undefined> {
    const { id, props } = await this.provider.read!(made.id, made.urn, made.outs);
    return id ? (props as Outs) : undefined;
  }

  async remove(made: Made): Promise<void> {
    await this.provider.delete!(made.id, made.urn, made.outs);
  }

  authority(rotation = 1): Promise<Made> {
    const inputs: AuthorityInputs = { commonName: "Tributary test", validDays: 3650, rotation };
    return this.create(Authority, "authority", inputs);
  }

  async brokers(authority: Made, nodes: BrokerPorts[], more: Partial<BrokerInputs> = {}): Promise<Made[]> {
    return await Promise.all(
      nodes.map(({ id }) => {
        const inputs: BrokerInputs = {
          nodeId: id,
          nodes,
          version: "4.4.0",
          metadata: "kraft",
          clusterId: "dHJpYnV0YXJ5LXRlc3QtMQ",
          heapMb: 256,
          authorityFingerprint: authority.outs["fingerprint"],
          config: {},
          ...more,
        };
        return this.create(Broker, `broker-${id}`, inputs);
      }),
    );
  }

  cluster(authority: Made, nodes: BrokerPorts[]): Promise<Made> {
    const { certificate, fingerprint } = authority.outs;
    return this.create(Cluster, "cluster", { nodes, authority: certificate, authorityFingerprint: fingerprint });
  }

  topic(cluster: Made, topic: string, more: Partial<TopicInputs> = {}): TopicInputs {
    return { admin: cluster.outs["admin"], topic, partitions: 2, replication: 1, config: {}, allow: [], ...more };
  }

  async pidOf(process: string): Promise<number | null | undefined> {
    const status = await (await connectSupervisor(this.folder))?.status();
    return status?.processes.find(({ name }) => name === process)?.pid;
  }

  async dispose(): Promise<void> {
    await stopEverything(this.folder);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Ports of nodes 1 to `count`, from `base` on. */
export function nodePorts(base: number, count = 1): BrokerPorts[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    client: base + index,
    replication: base + 3 + index,
    controller: base + 6 + index,
  }));
}

export interface Login {
  user: string;
  password: string;
  /** Default: true. */
  tls?: boolean;
}

export function passwordOf(folder: StackFolder, password: SecretGenerations): string {
  return readFileSync(folder.path(password.active.name), "utf8").trim();
}

export function clientOptions(folder: StackFolder, bootstrapBrokers: string[], { user, password, tls = true }: Login) {
  return {
    clientId: `test-${user}`,
    bootstrapBrokers,
    ...(tls ? { tls: { ca: readFileSync(folder.path("secrets/ca/ca.crt"), "utf8") } } : {}),
    sasl: { mechanism: "SCRAM-SHA-512" as const, username: user, password },
    connectTimeout: 3_000,
    timeout: 8_000,
    retries: 0,
  };
}

/** Sends records with acks=all, as an application would. @returns the error, when they were refused */
export async function send(
  options: ReturnType<typeof clientOptions>,
  topic: string,
  values: string[],
): Promise<Error | undefined> {
  const producer = new Producer(options);
  try {
    await producer.send({ messages: values.map((value) => ({ topic, value: Buffer.from(value) })), acks: -1 });
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await producer.close().catch(() => undefined);
  }
}

/** Everything that an error says, with what is beneath it. */
export function textOf(error: Error | undefined): string {
  if (!error) return "";
  const { errors = [], cause } = error as { errors?: Error[]; cause?: Error };
  return [error.message, ...[...errors, cause].map((inner) => textOf(inner))].join(" ");
}

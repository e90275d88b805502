/** As soon as the broker and the registry answer: topics, users, rights and schemas, by what the local stack's provider does. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaConnection } from "../../app/src/connection.ts";
import { Subjects } from "../../app/src/registry/subjects.ts";
import { compileAccess } from "../../components/kafka/access-rules.ts";
import { compileTopic } from "../../components/kafka/topic-config.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { access } from "../../components/local/handlers/access.ts";
import type { Context } from "../../components/local/handlers/handler.ts";
import { quota } from "../../components/local/handlers/quota.ts";
import { schema } from "../../components/local/handlers/schema.ts";
import { topic } from "../../components/local/handlers/topic.ts";
import { user } from "../../components/local/handlers/user.ts";
import { KafkaAdmin } from "../../components/local/kafka/admin.ts";
import { clientOptions } from "../../components/local/kafka/client-options.ts";
import { adminConnection } from "../../components/local/kafka/cluster-ready.ts";
import { fileRef, tlsFile } from "../../components/local/kafka/tls-files.ts";
import { schemasOf } from "../schemas.ts";
import { NODE } from "./broker-files.ts";
import { HOSTS, PORTS, REGISTRY_URL, STACK } from "./layout.ts";
import type { ComposeSettings } from "./settings.ts";

/** Milliseconds; a broker takes some seconds, with its image still being unpacked longer. */
const READY_MS = 180_000;
const BROKERS = 1;

/** What is there already is made as the settings say. @param say is told each step */
export async function setup(settings: ComposeSettings, say: (line: string) => void): Promise<void> {
  const context: Context = { folder: stackFolder(STACK), urn: "" };
  const admin = administrator();
  await until(`${HOSTS.kafka}:${PORTS.replication}`, () => answers(admin, context));
  const { topics, access: principals } = settings.kafka;
  for (const [key, spec] of Object.entries(topics)) {
    const compiled = compileTopic(key, spec, BROKERS);
    await topic.create(context, { admin, ...compiled });
    say(`topic ${compiled.topic}: ${compiled.partitions} partitions`);
  }
  for (const [name, spec] of Object.entries(principals)) {
    await user.create(context, { admin, user: name, mechanism: "scram-sha-512", rotation: spec.rotation ?? 1 });
    await access.create(context, { admin, principal: name, rules: compileAccess(spec) });
    if (spec.quota) await quota.create(context, { admin, user: name, ...spec.quota });
    say(`user ${name}: its password and its rights`);
  }
  if (!settings.registry.enabled) return;
  await until(REGISTRY_URL, () => new Subjects({ url: REGISTRY_URL }).latest("none"));
  for (const spec of Object.values(schemasOf(topics))) {
    const { outputs } = await schema.create(context, { registryUrl: REGISTRY_URL, ...spec });
    say(`schema ${spec.subject}: version ${outputs.version}`);
  }
}

/** By certificate on the listener of the brokers. */
function administrator(): KafkaConnection {
  const own = { certificate: fileRef(tlsFile.admin), key: fileRef(tlsFile.adminKey) };
  const bootstrapServers = [`${HOSTS.kafka}:${PORTS.replication}`];
  return { ...adminConnection([], fileRef(tlsFile.authority), own), bootstrapServers };
}

async function answers(connection: KafkaConnection, { folder }: Context): Promise<void> {
  const admin = new KafkaAdmin({ ...clientOptions(connection, folder), retries: 0, timeout: 3_000 });
  try {
    // One that has just started answers before the controller knows of it.
    const { brokers } = await admin.cluster();
    if (!brokers.includes(NODE) || !(await admin.everyBrokerAnswers()))
      throw new Error("the broker is not registered yet");
  } finally {
    await admin.close();
  }
}

/** @throws Error with the last reason */
async function until(what: string, ask: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + READY_MS; ; await sleep(500)) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`${what} is not there after ${READY_MS / 1_000} s: ${(error as Error).message}`);
    }
  }
}

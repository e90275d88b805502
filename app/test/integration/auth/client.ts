/** The application's client against a broker: log in, write, read the log. */
import { Writable } from "node:stream";
import type { Kafka } from "kafkajs";
import type { KafkaConnection } from "../../../src/connection.ts";
import { type Client, createClient } from "../../../src/kafka/client.ts";
import { createLog } from "../../../src/log.ts";

export interface TestClient extends Client {
  logged(): string;
}

export function client(connection: KafkaConnection): TestClient {
  let text = "";
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { ...createClient(connection, "test", createLog("debug", {}, destination)), logged: () => text };
}

/** Connects on a connection of its own and asks for something that needs a login. */
export async function logIn(kafka: Kafka): Promise<string[]> {
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 100 } });
  try {
    await admin.connect();
    return await admin.listTopics();
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** One real broker, ingest and processor, which send their spans to whoever is at a port. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AppConfigInput } from "../../../app/src/config.ts";
import { type Broker, startBroker } from "../../../app/test/integration/broker.ts";
import { type Running, ready, startApp, until } from "../../../app/test/integration/processes.ts";
import { createTopics, readAll, type Seen } from "../../../app/test/integration/reader.ts";
import { good } from "../../../app/test/support/events.ts";

export const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };

export interface Scene {
  broker: Broker;
  /** Sends an event as an HTTP client that records a trace, or does not. @returns id of the trace that it says */
  post(correlationId: string, flags: "00" | "01"): Promise<string>;
  records(topic: string): Promise<Seen[]>;
  lines(app: "ingest" | "processor"): any[];
  end(): Promise<void>;
}

/** @param port first of five */
export async function startScene(port: number, endpoint: string, tooSmall = false): Promise<Scene> {
  const broker = await startBroker(port);
  const running = new Map<string, Running>();
  try {
    await createTopics(broker.address, [topics.input, topics.deadLetter], 1);
    // What the processor makes of an event does not fit into it, so that an event that ingest has taken becomes a dead letter.
    const config: Record<string, string> = tooSmall ? { "max.message.bytes": "100" } : {};
    await createTopics(broker.address, [topics.output], 1, config);
    writeFileSync(join(broker.folder, "token"), "sesame\n");
    const http = { port: port + 2, tokens: [{ store: "file", name: "token" }] };
    const start = async (name: string, ops: number, role: object): Promise<void> => {
      const shared = {
        version: 1 as const,
        instance: `${name}-0`,
        ops: { port: ops },
        connection: broker.connection,
        // Nothing begins by itself: what is recorded is what its sender records.
        tracing: { endpoint, ratio: 0 },
      };
      running.set(name, startApp(broker.folder, { ...shared, ...role } as AppConfigInput));
      await until(`${name} is ready`, 90, () => ready(ops));
    };
    await start("ingest", port + 3, { role: "ingest", topic: topics.input, http });
    await start("processor", port + 4, { role: "processor", topics, group: "g", workers: 1 });
  } catch (error) {
    for (const app of running.values()) await app.end("SIGKILL");
    await broker.stop();
    throw error;
  }
  let posted = 0;
  return {
    broker,
    async post(correlationId, flags) {
      posted += 1;
      const traceId = `${port}${posted}`.padStart(32, "a");
      const response = await fetch(`http://127.0.0.1:${port + 2}/v1/events`, {
        method: "POST",
        headers: {
          authorization: "Bearer sesame",
          "content-type": "application/json",
          "x-request-id": correlationId,
          traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}`,
        },
        body: JSON.stringify(good(`anna-${posted}`)),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return traceId;
    },
    records: (topic) => readAll(broker.address, topic),
    lines: (app) =>
      running
        .get(app)!
        .output()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line)),
    async end() {
      for (const app of running.values()) await app.end("SIGTERM");
      await broker.stop();
    },
  };
}

/**
 * Asks a broker which versions of each API it speaks. kafkajs never looks at a broker's least version, so a broker that has
 * dropped the old ones would break it without a word (reference/kafkajs.md 2).
 */
import type { KafkaConnection } from "../connection.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { OpenSocket } from "./socket.ts";

/** The newest version that kafkajs 2.2.4 speaks, of the APIs that this application uses; read from its source. */
export const spoken: Record<number, { name: string; max: number }> = {
  0: { name: "Produce", max: 7 },
  1: { name: "Fetch", max: 11 },
  2: { name: "ListOffsets", max: 3 },
  3: { name: "Metadata", max: 6 },
  8: { name: "OffsetCommit", max: 5 },
  9: { name: "OffsetFetch", max: 4 },
  10: { name: "FindCoordinator", max: 2 },
  11: { name: "JoinGroup", max: 5 },
  12: { name: "Heartbeat", max: 3 },
  13: { name: "LeaveGroup", max: 3 },
  14: { name: "SyncGroup", max: 3 },
  17: { name: "SaslHandshake", max: 1 },
  18: { name: "ApiVersions", max: 2 },
  22: { name: "InitProducerId", max: 1 },
  36: { name: "SaslAuthenticate", max: 1 },
};

export interface ApiRange {
  key: number;
  min: number;
  max: number;
}

/** The APIs that broker and client cannot speak with each other, as words. */
export function incompatible(ranges: readonly ApiRange[]): string[] {
  return Object.entries(spoken).flatMap(([key, { name, max }]) => {
    const range = ranges.find((candidate) => candidate.key === Number(key));
    if (range === undefined || range.min <= max) return [];
    return [`${name} (the broker speaks version ${range.min} and newer, this client at most ${max})`];
  });
}

/** The body of an ApiVersions response, version 0. */
export function parseApiVersions(body: Buffer): ApiRange[] {
  const error = body.readInt16BE(0);
  if (error !== 0) throw new Error(`ApiVersions was answered with error code ${error}`);
  const count = body.readInt32BE(2);
  return Array.from({ length: count }, (_, index) => {
    const at = 6 + index * 6;
    return { key: body.readInt16BE(at), min: body.readInt16BE(at + 2), max: body.readInt16BE(at + 4) };
  });
}

/** Asks the first bootstrap server; may be asked before authentication. */
export async function fetchApiVersions(
  connection: KafkaConnection,
  openSocket: OpenSocket,
  timeoutMs = 5_000,
): Promise<ApiRange[]> {
  const server = connection.bootstrapServers[0]!;
  const colon = server.lastIndexOf(":");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = openSocket(server.slice(0, colon), Number(server.slice(colon + 1)), () => {
      const request = Buffer.alloc(14);
      request.writeInt32BE(10, 0); // length of what follows
      request.writeInt16BE(18, 4); // ApiVersions
      request.writeInt16BE(0, 6); // version
      request.writeInt32BE(1, 8); // correlation id
      request.writeInt16BE(-1, 12); // no client id
      socket.write(request);
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed before the answer")));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length < 4 || all.length < 4 + all.readInt32BE(0)) return;
      socket.destroy();
      try {
        resolve(parseApiVersions(all.subarray(8)));
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

/** Logs an error when the broker is too new for the client. Whether Kafka is there at all is told elsewhere. */
export async function warnOfApiVersions(connection: KafkaConnection, openSocket: OpenSocket, log: Log): Promise<void> {
  try {
    const problems = incompatible(await fetchApiVersions(connection, openSocket));
    if (problems.length > 0) log.error({ apis: problems }, "the brokers are too new for this client");
  } catch (error) {
    log.debug({ reason: messageOf(error) }, "API versions not known");
  }
}

/**
 * Which versions of each API a broker speaks, and whether kafkajs can talk to it. kafkajs never looks at a broker's least version,
 * so a broker that has dropped the old ones would break it without a word.
 */
import type { OpenSocket } from "./socket.ts";

/** What kafkajs 2.2.4 speaks of the APIs that this application uses; a test holds it against kafkajs' source. */
export const spoken = {
  Produce: { key: 0, max: 7 },
  Fetch: { key: 1, max: 11 },
  ListOffsets: { key: 2, max: 3 },
  Metadata: { key: 3, max: 6 },
  OffsetCommit: { key: 8, max: 5 },
  OffsetFetch: { key: 9, max: 4 },
  FindCoordinator: { key: 10, max: 2 },
  JoinGroup: { key: 11, max: 5 },
  Heartbeat: { key: 12, max: 3 },
  LeaveGroup: { key: 13, max: 3 },
  SyncGroup: { key: 14, max: 3 },
  SaslHandshake: { key: 17, max: 1 },
  ApiVersions: { key: 18, max: 2 },
  InitProducerId: { key: 22, max: 1 },
  AddPartitionsToTxn: { key: 24, max: 1 },
  AddOffsetsToTxn: { key: 25, max: 1 },
  EndTxn: { key: 26, max: 1 },
  TxnOffsetCommit: { key: 28, max: 1 },
  SaslAuthenticate: { key: 36, max: 1 },
} as const;
export type ApiName = keyof typeof spoken;

/** A version that this application speaks itself, as no version of kafkajs tells stable offsets: Kafka 2.5 and newer (KIP-447). */
export const STABLE_OFFSET_FETCH = 7;

/** What a role does, besides writing, which all of them do. */
export interface Uses {
  consumes: boolean;
  transactions: boolean;
  /** Logs in by SASL. */
  sasl: boolean;
}

export function apisOf({ consumes, transactions, sasl }: Uses): ApiName[] {
  return [
    "ApiVersions",
    "Metadata",
    "Produce",
    "InitProducerId",
    ...(consumes
      ? ([
          "Fetch",
          "ListOffsets",
          "FindCoordinator",
          "JoinGroup",
          "SyncGroup",
          "Heartbeat",
          "LeaveGroup",
          "OffsetFetch",
          "OffsetCommit",
        ] as const)
      : []),
    ...(transactions ? (["AddPartitionsToTxn", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"] as const) : []),
    ...(sasl ? (["SaslHandshake", "SaslAuthenticate"] as const) : []),
  ];
}

export interface ApiRange {
  key: number;
  min: number;
  max: number;
}

/** The APIs that a broker and what a role uses cannot speak with each other, as words. */
export function incompatible(ranges: readonly ApiRange[], uses: Uses): string[] {
  return [...kafkajsProblems(ranges, apisOf(uses)), ...(uses.transactions ? stableOffsetProblems(ranges) : [])];
}

function stableOffsetProblems(ranges: readonly ApiRange[]): string[] {
  const range = ranges.find(({ key }) => key === spoken.OffsetFetch.key);
  if (range === undefined || (range.min <= STABLE_OFFSET_FETCH && STABLE_OFFSET_FETCH <= range.max)) return [];
  return [`OffsetFetch in versions ${range.min} to ${range.max} (exactly-once takes version ${STABLE_OFFSET_FETCH})`];
}

function kafkajsProblems(ranges: readonly ApiRange[], used: readonly ApiName[]): string[] {
  return used.flatMap((name) => {
    const { key, max } = spoken[name];
    const range = ranges.find((candidate) => candidate.key === key);
    if (range === undefined) return [`${name} not at all (this application speaks versions up to ${max})`];
    return range.min <= max ? [] : [`${name} from version ${range.min} on (this application up to ${max})`];
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

/** bytes; what says that it sends more is no broker */
const MOST_BYTES = 65_536;

/**
 * Asks a broker; it may be asked before authentication.
 * @param server host:port
 * @throws Error when it is not there, does not answer in time, or what answers is no broker
 */
export async function fetchApiVersions(server: string, openSocket: OpenSocket, timeoutMs = 5_000): Promise<ApiRange[]> {
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
      const length = all.length < 4 ? 0 : all.readInt32BE(0);
      if (length < 0 || length > MOST_BYTES) return void socket.destroy(new Error("the answer is not Kafka's"));
      if (all.length < 4 || all.length < 4 + length) return;
      socket.destroy();
      try {
        resolve(parseApiVersions(all.subarray(8, 4 + length)));
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

/** The application's guard of API versions, asked by itself: what a broker speaks of each API, and which version is used with it. */
import assert from "node:assert/strict";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { fetchApiVersions, incompatible, spoken } from "../../../app/src/kafka/api-versions.ts";
import { Access } from "../../../app/src/kafka/auth/access.ts";
import { socketOpener } from "../../../app/src/kafka/socket.ts";
import { createLog } from "../../../app/src/log.ts";
import type { Api } from "./row.ts";

/** Fails when the guard would complain. */
export async function askGuard(connection: KafkaConnection): Promise<Api[]> {
  const log = createLog("error", {});
  const ranges = await fetchApiVersions(connection, socketOpener(connection, new Access(log), log));
  assert.deepEqual(incompatible(ranges), []);
  return Object.entries(spoken).map(([key, { name, max: newest }]) => {
    const range = ranges.find((one) => one.key === Number(key));
    assert.ok(range, `the broker does not tell of ${name}`);
    const { min, max } = range;
    return { name, newest, min, max, used: Math.min(newest, max) };
  });
}

import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { ConfigError } from "../../src/errors.ts";
import { startOps } from "../../src/ops/server.ts";

test("/ready tells the truth of the moment, with reasons; /live and /metrics answer", async () => {
  const reasons: string[] = ["not connected to Kafka yet"];
  const server = await startOps({ host: "127.0.0.1", port: 0, notReady: () => reasons, metrics: async () => "a 1\n" });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  try {
    assert.deepEqual(await get("/ready"), [503, '{"ready":false,"reasons":["not connected to Kafka yet"]}']);
    reasons.length = 0;
    assert.deepEqual(await get("/ready"), [200, '{"ready":true,"reasons":[]}']);
    assert.deepEqual(await get("/live"), [200, '{"live":true,"reasons":[]}']);
    assert.deepEqual(await get("/metrics"), [200, "a 1\n"]);
    assert.deepEqual((await get("/other"))[0], 404);
    await assert.rejects(
      startOps({ host: "127.0.0.1", port, notReady: () => [], metrics: async () => "" }),
      (error) => {
        return (
          error instanceof ConfigError &&
          error.message.includes(`127.0.0.1:${port} is in use`) &&
          error.message.includes("ops.port")
        );
      },
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

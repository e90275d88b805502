/** A call to a supervisor that is just starting. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { stackFolder } from "../../../../components/local/folder.ts";
import { privateFolder } from "../../../../components/local/supervisor/files.ts";
import { ensureToken, prepareSocketPath } from "../../../../components/local/supervisor/paths.ts";
import { call, NoAnswer } from "../../../../components/local/supervisor/rpc.ts";

test("who calls before there is a token has no answer, and is not told that it was wrong", async (t) => {
  const home = mkdtempSync(join(tmpdir(), "tributary-rpc-"));
  const before = process.env["TRIBUTARY_HOME"];
  process.env["TRIBUTARY_HOME"] = home;
  const folder = stackFolder("early");
  const calls: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    calls.push(headers.authorization);
    response.end("{}");
  });
  t.after(() => {
    server.close();
    rmSync(home, { recursive: true, force: true });
    if (before === undefined) delete process.env["TRIBUTARY_HOME"];
    else process.env["TRIBUTARY_HOME"] = before;
  });
  privateFolder(folder.path("supervisor"));
  await new Promise<void>((resolve) => server.listen(prepareSocketPath(folder), resolve));
  await assert.rejects(call(folder, "GET", "/v1/hello"), NoAnswer);
  assert.deepEqual(calls, []);
  const token = ensureToken(folder);
  await call(folder, "GET", "/v1/hello");
  assert.deepEqual(calls, [`Bearer ${token}`]);
});

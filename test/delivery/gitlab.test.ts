/** GitLab's pipeline: held against GitLab's published schema, and run on this machine. The steps are stand-ins. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stepsOf } from "../../infra/delivery/steps.ts";
import { ended } from "./support/run.ts";
import { Scratch } from "./support/scratch.ts";
import { gitlabCiLocal, missing } from "./support/tools.ts";

const FILE = ".gitlab-ci.yml";

describe("GitLab", { skip: missing("git", "rsync") }, () => {
  let program: string;
  let scratch: Scratch;
  let text: string;

  before(
    async () => {
      program = await gitlabCiLocal();
      scratch = new Scratch();
      text = readFileSync(join(scratch.folder, FILE), "utf8");
    },
    { timeout: 300_000 },
  );
  after(() => scratch?.dispose());

  /** Without its image, which would be run in a container. */
  async function pipeline(variables: Record<string, string>) {
    scratch.write(FILE, text.replace(/^ {2}image: \$RUNNER_IMAGE\n/m, ""));
    const given = Object.entries({ CI_LOG: scratch.log, ...variables });
    const args = given.flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
    const { code, output } = await ended(process.execPath, [program, "--no-shell-isolation", ...args], scratch.folder);
    return { code, output, called: scratch.called() };
  }

  test("it is what GitLab's schema takes", async () => {
    scratch.write(FILE, text);
    const good = await ended(process.execPath, [program, "--list"], scratch.folder);
    assert.match(good.output, /json schema validated/);
    assert.equal(good.code, 0, good.output);
    scratch.write(FILE, text.replace("when: on_failure", "when: broken"));
    const bad = await ended(process.execPath, [program, "--list"], scratch.folder);
    assert.match(bad.output, /Invalid/, "a broken one is told");
  });

  test("the main branch deploys, step by step", { timeout: 120_000 }, async () => {
    const { code, called, output } = await pipeline({});
    assert.equal(code, 0, output);
    assert.deepEqual(
      called,
      stepsOf("deploy").map((step) => `deploy kubernetes-production ${step}`),
    );
  });

  test("what does not work once it was changed is rolled back, and the run fails", { timeout: 120_000 }, async () => {
    const { code, called } = await pipeline({ CI_FAILS: "smoke" });
    assert.equal(code, 1);
    assert.deepEqual(
      called.slice(-3).map((line) => line.split(" ")[2]),
      ["up", "smoke", "rollback"],
    );
  });

  test("what fails before anything was changed is not", { timeout: 120_000 }, async () => {
    const { code, called } = await pipeline({ CI_FAILS: "policy" });
    assert.equal(code, 1);
    assert.equal(called.at(-1), "deploy kubernetes-production policy");
  });

  test("without credentials nothing is built", { timeout: 120_000 }, async () => {
    const { code, called } = await pipeline({ CI_FAILS: "credentials" });
    assert.equal(code, 1);
    assert.deepEqual(called, ["deploy kubernetes-production credentials"]);
  });

  test("a merge request is judged, and changes nothing", { timeout: 120_000 }, async () => {
    const { code, called, output } = await pipeline({ CI_PIPELINE_SOURCE: "merge_request_event" });
    assert.equal(code, 0, output);
    assert.deepEqual(
      called,
      stepsOf("pull-request").map((step) => `pull-request kubernetes-production ${step}`),
    );
  });
});

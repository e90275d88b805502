/** Jenkins' pipeline: read by CodeNarc, and its steps run in their order in a clean folder. Jenkins itself never ran it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stepsOf, type Way } from "../../infra/delivery/steps.ts";
import { stagesOf } from "./support/jenkinsfile.ts";
import { ended } from "./support/run.ts";
import { Scratch } from "./support/scratch.ts";
import { groovyLint, missing } from "./support/tools.ts";

describe("Jenkins", { skip: missing("java", "git") }, () => {
  let program: string;
  let scratch: Scratch;

  before(
    async () => {
      program = await groovyLint();
      scratch = new Scratch();
    },
    { timeout: 300_000 },
  );
  after(() => scratch?.dispose());

  const lint = () =>
    ended(
      process.execPath,
      [program, "--noserver", "--failon", "warning", "--files", "**/Jenkinsfile"],
      scratch.folder,
    );

  test("it can be read, and CodeNarc warns of nothing", { timeout: 300_000 }, async () => {
    const { code, output } = await lint();
    assert.equal(code, 0, output);
    const text = readFileSync(join(scratch.folder, "Jenkinsfile"), "utf8");
    scratch.write("Jenkinsfile", text.replace("stages {", "stages {{"));
    assert.notEqual((await lint()).code, 0, "a broken one is told");
    scratch.write("Jenkinsfile", text);
  });

  /** Stages as Jenkins does them: in order, until one fails, which has its own `post { failure }`. */
  async function pipeline(way: Way, fails = ""): Promise<string[]> {
    const run = (command: string) =>
      ended("bash", ["-c", command], scratch.folder, {
        CI_LOG: scratch.log,
        CI_FAILS: fails,
        TRIBUTARY_WAY: way,
        STACK: "one",
      });
    stages: for (const { only, steps, onFailure } of stagesOf(
      readFileSync(join(scratch.folder, "Jenkinsfile"), "utf8"),
    )) {
      if (only !== undefined && only !== way) continue;
      for (const command of steps) {
        if ((await run(command)).code === 0) continue;
        for (const mend of onFailure) await run(mend);
        break stages;
      }
    }
    return scratch.called();
  }

  test("the main branch deploys, step by step", { timeout: 120_000 }, async () => {
    assert.deepEqual(
      await pipeline("deploy"),
      stepsOf("deploy").map((step) => `deploy one ${step}`),
    );
  });

  test("what does not work once it was changed is rolled back", { timeout: 120_000 }, async () => {
    assert.deepEqual((await pipeline("deploy", "smoke")).slice(-2), ["deploy one smoke", "deploy one rollback"]);
    assert.deepEqual((await pipeline("deploy", "policy")).at(-1), "deploy one policy");
  });

  test("without credentials nothing is built", { timeout: 120_000 }, async () => {
    assert.deepEqual(await pipeline("deploy", "credentials"), ["deploy one credentials"]);
  });

  test("a pull request is judged, and changes nothing", { timeout: 120_000 }, async () => {
    assert.deepEqual(
      await pipeline("pull-request"),
      stepsOf("pull-request").map((step) => `pull-request one ${step}`),
    );
  });
});

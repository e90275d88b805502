/** GitHub's workflows: read by actionlint, run by act on this machine. Actions of others are stand-ins, and so are the steps. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { projectRoot } from "../../components/local/folder.ts";
import { stepsOf } from "../../infra/delivery/steps.ts";
import { ended } from "./support/run.ts";
import { commitAll, Scratch } from "./support/scratch.ts";
import { githubTools, missing } from "./support/tools.ts";

const workflows = [".github/workflows", ".github/actions/prepare", ".github/actions/log-in"].flatMap((folder) =>
  readdirSync(join(projectRoot, folder)).map((file) => readFileSync(join(projectRoot, folder, file), "utf8")),
);
/** owner/name[/folder]@commit of each action that is somebody else's. */
const actions = [
  ...new Set(
    workflows.flatMap((text) => [...text.matchAll(/uses: ([a-z][^\s]+@[0-9a-f]{40})/g)].map(([, uses]) => uses!)),
  ),
];

describe("GitHub", { skip: missing("go", "git") }, () => {
  let tools: Awaited<ReturnType<typeof githubTools>>;
  let scratch: Scratch;
  const standIn = mkdtempSync(join(tmpdir(), "tributary-actions-"));
  /** Nothing of this machine's user is asked or changed. */
  const home = mkdtempSync(join(tmpdir(), "tributary-act-"));

  before(
    async () => {
      tools = await githubTools();
      scratch = new Scratch();
      const text = "name: stand-in\nruns: { using: composite, steps: [{ run: 'true', shell: bash }] }\n";
      for (const action of ["a/b", ...actions.map((uses) => uses.split("@")[0]!)]) {
        const folder = join(standIn, ...action.split("/").slice(2));
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "action.yml"), text);
      }
      commitAll(standIn);
    },
    { timeout: 600_000 },
  );
  after(() => {
    scratch?.dispose();
    for (const folder of [standIn, home]) rmSync(folder, { recursive: true, force: true });
  });

  /** @param event its payload */
  async function act(
    name: string,
    event: object,
    fails = "",
    comment = "",
    file = name === "push" ? "deploy" : "pull-request",
  ): Promise<{ code: number; called: string[]; output: string }> {
    const payload = join(home, "event.json");
    writeFileSync(payload, JSON.stringify(event));
    const local = actions.flatMap((uses) => {
      const [path, commit] = uses.split("@");
      return ["--local-repository", `${path!.split("/").slice(0, 2).join("/")}@${commit}=${standIn}`];
    });
    const { code, output } = await ended(
      tools.act,
      [
        name,
        "--workflows",
        `.github/workflows/${file}.yml`,
        "--platform",
        "ubuntu-latest=-self-hosted",
        "--eventpath",
        payload,
      ].concat([
        "--env",
        `CI_LOG=${scratch.log}`,
        "--env",
        "GITHUB_REPOSITORY=platform/tributary",
        "--env",
        `CI_COMMENT=${comment}`,
        "--env",
        `CI_FAILS=${fails}`,
        ...local,
      ]),
      scratch.folder,
      {
        HOME: home,
        XDG_CACHE_HOME: join(home, "cache"),
        GITHUB_TOKEN: "",
        PATH: `${join(scratch.folder, "bin")}:${process.env["PATH"]}`,
      },
    );
    return { code, output, called: scratch.called() };
  }

  test("actionlint finds nothing", async () => {
    const { code, output } = await ended(tools.actionlint, ["-no-color", "-shellcheck=", "-pyflakes="], scratch.folder);
    assert.equal(code, 0, output);
    const broken = join(scratch.folder, ".github/workflows/broken.yml");
    cpSync(join(scratch.folder, ".github/workflows/deploy.yml"), broken);
    writeFileSync(
      broken,
      readFileSync(broken, "utf8").replace("needs.stacks.outputs.names", "needs.stacks.outputs.stacks"),
    );
    assert.equal(
      (await ended(tools.actionlint, ["-no-color", broken], scratch.folder)).code,
      1,
      "a broken one is told",
    );
    rmSync(broken);
  });

  test("a push deploys, step by step", { timeout: 300_000 }, async () => {
    const { code, called, output } = await act("push", { ref: "refs/heads/main" });
    assert.equal(code, 0, output);
    assert.deepEqual(
      called.map((line) => line.split(" ")[2]),
      stepsOf("deploy"),
    );
    assert.deepEqual(
      [...new Set(called.filter((line) => !/ (check|test)$/.test(line)).map((line) => line.split(" ", 2).join(" ")))],
      ["deploy one"],
    );
  });

  test("what does not work once it was changed is rolled back, and the run fails", { timeout: 300_000 }, async () => {
    const { code, called, output } = await act("push", { ref: "refs/heads/main" }, "smoke");
    assert.equal(code, 1, output);
    assert.deepEqual(called.slice(-3), ["deploy one up", "deploy one smoke", "deploy one rollback"]);
  });

  test("what fails before anything was changed is not", { timeout: 300_000 }, async () => {
    const { code, called } = await act("push", { ref: "refs/heads/main" }, "policy");
    assert.equal(code, 1);
    assert.equal(called.at(-1), "deploy one policy");
  });

  test("without credentials nothing is built", { timeout: 300_000 }, async () => {
    const { code, called } = await act("push", { ref: "refs/heads/main" }, "credentials");
    assert.equal(code, 1);
    assert.deepEqual(called, ["deploy one credentials"]);
  });

  const pullRequest = (repository: string) => ({
    pull_request: { number: 7, head: { repo: { full_name: repository } } },
    repository: { full_name: "platform/tributary" },
  });

  test("a pull request is judged, changes nothing, and has one comment a stack", { timeout: 300_000 }, async () => {
    const { code, called, output } = await act("pull_request", pullRequest("platform/tributary"));
    assert.equal(code, 0, output);
    const [asked, made] = called.filter((line) => line.startsWith("gh "));
    assert.deepEqual(
      called.filter((line) => !line.startsWith("gh ")).map((line) => line.split(" ")[2]),
      stepsOf("pull-request"),
    );
    assert.match(asked!, /^gh api --paginate repos\/platform\/tributary\/issues\/7\/comments --jq .*preview of one/);
    assert.match(made!, /^gh api --method POST repos\/platform\/tributary\/issues\/7\/comments -F body=@/);
    const again = await act("pull_request", pullRequest("platform/tributary"), "", "42");
    assert.match(
      again.called.at(-1)!,
      /^gh api --method PATCH repos\/platform\/tributary\/issues\/comments\/42 -F body=@/,
    );
  });

  test("somebody else's copy is tested without any identity", { timeout: 300_000 }, async () => {
    const { code, called, output } = await act("pull_request", pullRequest("somebody/tributary"));
    assert.equal(code, 0, output);
    assert.deepEqual(
      called.map((line) => line.split(" ")[2]),
      ["check", "test", "image", "scan"],
    );
  });

  test("a tag becomes a release", { timeout: 300_000 }, async () => {
    const { code, called, output } = await act("push", { ref: "refs/tags/v1.2.3" }, "", "", "release");
    assert.equal(code, 0, output);
    assert.deepEqual(
      called.slice(0, -1).map((line) => line.trim().split(/\s+/).at(-1)),
      stepsOf("release"),
    );
    assert.match(called.at(-1)!, /^gh release create v1\.2\.3 --verify-tag .*--notes-file/);
  });
});

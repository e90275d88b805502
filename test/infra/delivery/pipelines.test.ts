/** What the pipelines of GitHub, GitLab and Jenkins say, beside the one list of steps: quick, so that a drift is seen at once. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { projectRoot } from "../../../components/local/folder.ts";
import { stepNames, stepsOf, ways } from "../../../infra/delivery/steps.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");
const github = [".github/workflows", ".github/actions/log-in", ".github/actions/prepare"].flatMap((folder) =>
  readdirSync(join(projectRoot, folder)).map((file) => `${folder}/${file}`),
);
const called = (text: string): string[] => [...text.matchAll(/npm run ci -- ([a-z]+)/g)].map(([, step]) => step!);

const pipelines: Record<string, string> = {
  "GitHub, pull request": read(".github/workflows/pull-request.yml"),
  "GitHub, deploy": read(".github/workflows/deploy.yml"),
  "GitHub, release": read(".github/workflows/release.yml"),
  GitLab: read(".gitlab-ci.yml"),
  Jenkins: read("Jenkinsfile"),
};

for (const [name, text] of Object.entries(pipelines))
  test(`${name}: calls every step of its way, in order, and nothing else of npm or Pulumi`, () => {
    const way = ways.find((one) => name === `GitHub, ${one.replace("-", " ")}`) ?? "deploy";
    const expected = way === "deploy" ? [...stepsOf(way), "rollback" as const] : stepsOf(way);
    assert.deepEqual(called(text), expected);
    const commands = [...text.matchAll(/\b(npm (?!run (--silent )?ci -- )[a-z]+|npx|pulumi (up|preview|destroy))\b/g)];
    assert.deepEqual(
      commands.map(([command]) => command),
      [],
    );
  });

test("every step is called by somebody", () => {
  const all = new Set(Object.values(pipelines).flatMap(called));
  assert.deepEqual(
    stepNames.filter((name) => !all.has(name)),
    [],
  );
});

test("where a pipeline changes, all of them are read and run again", () => {
  const { on, jobs } = parse(read(".github/workflows/pipelines.yml"));
  assert.equal(jobs.pipelines.steps.at(-1).run, "npm run test:delivery");
  const { paths } = on.pull_request as { paths: string[] };
  for (const path of paths) assert.ok(existsSync(join(projectRoot, path.replace("/**", ""))), `${path} is not there`);
  for (const file of [".github/**", ".gitlab-ci.yml", "Jenkinsfile", "infra/delivery/**"])
    assert.ok(paths.includes(file), file);
});

test("actions of others are pinned by commit, with the release that it was", () => {
  for (const file of github)
    for (const [, uses, rest] of read(file).matchAll(/uses: (\S+)(.*)/g)) {
      if (uses!.startsWith("./")) assert.ok(existsSync(join(projectRoot, uses!, "action.yml")), uses);
      else assert.match(`${uses}${rest}`, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
    }
});

test("GitHub's runs hold no more rights than they need, and no secret stands in a command", () => {
  for (const file of github.filter((name) => name.includes("workflows"))) {
    const { permissions, jobs } = parse(read(file)) as {
      permissions: object;
      jobs: Record<string, { permissions?: Record<string, string>; steps: { run?: string }[] }>;
    };
    assert.deepEqual(permissions, { contents: "read" }, file);
    for (const [name, job] of Object.entries(jobs)) {
      if (job.permissions?.["contents"] === "write")
        assert.match(name, /^(deploy|publish)$/, "they move the stack's tag, and make a release");
      for (const { run = "" } of job.steps)
        assert.doesNotMatch(run, /\$\{\{/, "an expression in a command is code of whoever wrote it");
    }
  }
});

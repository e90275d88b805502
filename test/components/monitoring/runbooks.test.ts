/** Each alert has its page, with what a person needs who is woken by it; each page is an alert's. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { alerts } from "../../../components/monitoring/alerts/index.ts";
import { sourcesByBackend } from "../../../components/monitoring/backends.ts";
import { ruleGroups } from "../../../components/monitoring/rules.ts";
import { signals } from "../../../components/monitoring/signals/index.ts";

const folder = join(projectRoot, "docs/runbooks");
const headings = ["What it means", "What users notice", "Find the cause", "What to do", "When it is over"];
const pageOf = (name: string) => readFileSync(join(folder, `${name}.md`), "utf8");

test("each alert has a page, and each page an alert", () => {
  const pages = readdirSync(folder).filter((file) => file !== "README.md");
  assert.deepEqual(pages.sort(), alerts.map(({ name }) => `${name}.md`).sort());
});

test("each page has its parts, and something in each", () => {
  for (const { name } of alerts) {
    const [title, ...parts] = pageOf(name).split("\n## ");
    assert.equal(title!.trim(), `# ${name}`);
    assert.deepEqual(
      parts.map((part) => part.split("\n")[0]),
      headings,
      name,
    );
    for (const part of parts) assert.ok(part.slice(part.indexOf("\n")).trim().length > 5, `${name}: ${part}`);
  }
});

test("what pages name is there: other pages, signals", () => {
  const known = new Set(Object.values(signals).map((signal) => signal.name));
  for (const { name } of alerts) {
    const page = pageOf(name);
    for (const [, link] of page.matchAll(/\]\(([^)#]+)\)/g))
      assert.ok(existsSync(join(folder, link!)), `${name} links ${link}`);
    for (const [signal] of page.matchAll(/tributary:[a-z_0-9]+(:\d+[mhd])?/g))
      assert.ok(known.has(signal), `${name} names ${signal}`);
    for (const [doc] of page.matchAll(/docs\/[a-z]+\.md/g))
      assert.ok(existsSync(join(projectRoot, doc)), `${name}: ${doc}`);
  }
});

test("every alert of a rule names its page, under the address that is given", () => {
  const rules = ruleGroups({ stack: "s", sources: sourcesByBackend.strimzi, runbooks: "https://example.com/r" });
  for (const rule of rules.flatMap((group) => group.rules))
    if ("alert" in rule) assert.equal(rule.annotations["runbook_url"], `https://example.com/r/${rule.alert}.md`);
});

/** A release by tag: the package as others install it, what it is made of, and what is new, for the pipeline to publish. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { TributaryError } from "../../components/errors.ts";
import { type Delivery, folder, keep } from "./delivery.ts";
import { run } from "./run.ts";

/** @throws TRB_USAGE when the tag, the package's version and the changelog do not agree */
export async function release({ root, env }: Pick<Delivery, "root" | "env">): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const tag = env["RELEASE_TAG"] ?? env["GITHUB_REF_NAME"];
  const notes = notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
  if (tag !== `v${version}` || notes === undefined)
    throw new TributaryError(
      "TRB_USAGE",
      `The tag is ${tag ?? "not told (RELEASE_TAG)"}, package.json says ${version}, and CHANGELOG.md has ${notes === undefined ? "no" : "a"} section of it.`,
      { hint: `Tag v${version} where the section "## ${version}" stands below "## Unreleased".` },
    );
  mkdirSync(folder, { recursive: true });
  keep("notes.md", notes);
  await run("npm", ["run", "--silent", "build"], { cwd: root });
  await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const sbom = ["sbom", "--omit", "dev", "--sbom-format", "cyclonedx"];
  const { stdout } = await promisify(execFile)("npm", sbom, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  keep(`tributary-${version}.cdx.json`, stdout);
  process.stdout.write(`${folder}: tributary-${version}.tgz, tributary-${version}.cdx.json, notes.md\n`);
}

/** What stands below the heading of a version; undefined: there is none, or nothing below it. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => section.split(/\s/)[0] === version);
  const text = found?.slice(found.indexOf("\n")).trim();
  return text ? `${text}\n` : undefined;
}

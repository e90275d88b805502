/** What is new is the changelog's section of the version, and a tag that does not fit is refused before anything is built. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import { notesOf, release } from "../../../infra/delivery/release.ts";

const changelog =
  "# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.0 (2026-11-28)\n\n- new\n- newer\n\n## 1.1.0\n\n- old\n";

test("notes are the section of the version", () => {
  assert.equal(notesOf(changelog, "1.2.0"), "- new\n- newer\n");
  assert.equal(notesOf(changelog, "1.1.0"), "- old\n");
  assert.equal(notesOf(changelog, "1.2"), undefined);
  assert.equal(notesOf("## 2.0.0\n\n## 1.0.0\n\n- x\n", "2.0.0"), undefined, "nothing is told of it");
});

test("a tag of another version, or none, is refused", async () => {
  for (const RELEASE_TAG of ["v9.9.9", undefined])
    await assert.rejects(
      release({ root: projectRoot, env: { RELEASE_TAG } }),
      ({ code, message }: TributaryError) => code === "TRB_USAGE" && /package\.json says \d/.test(message),
    );
});

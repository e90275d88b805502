/** The Job that a smoke test is made of, how its pod's word is read, and whose cluster is asked. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { accessFor } from "../../../infra/look/access.ts";
import type { Access } from "../../../infra/look/kubeconfig.ts";
import type { PodSettings } from "../../../infra/pods/place.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { jobOf, reportOf } from "../../../infra/smoke/cluster.ts";
import { smoke } from "../../../infra/smoke/index.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

test("the Job is the CronJob's own, as kubectl would make it by hand", () => {
  const template = { metadata: { labels: { a: "b" } }, spec: { backoffLimit: 0 } };
  const cronJob = {
    metadata: { name: "app-smoke", namespace: "tributary", uid: "1-2" },
    spec: { jobTemplate: template },
  };
  assert.deepEqual(jobOf(cronJob, "x1y2z3"), {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "app-smoke-x1y2z3",
      namespace: "tributary",
      labels: { a: "b" },
      annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "CronJob", name: "app-smoke", uid: "1-2", controller: true }],
    },
    spec: { backoffLimit: 0 },
  });
  assert.match(jobOf(cronJob).metadata.name, /^app-smoke-[a-z0-9]{6}$/);
});

test("a pod's report is the last line that it left; what is no report is none", () => {
  const pod = (message: string | undefined) => ({
    status: { containerStatuses: [{ state: { terminated: { message } } }] },
  });
  const report = { smoke: "ok", correlationId: "smoke-1", ms: 1, steps: [] };
  assert.deepEqual(reportOf([pod(undefined), pod(`noise\n${JSON.stringify(report)}\n`)]), report);
  for (const pods of [[], [{}], [pod(undefined)], [pod("The configuration is not valid.")]])
    assert.equal(reportOf(pods), undefined);
});

test("a stack's own cluster of EKS is asked without a kubeconfig, and a context that is named goes before", async () => {
  const raw = readStackFile("aws-strimzi-development") as any;
  const settings = parseSettings(raw) as PodSettings;
  const folder = mkdtempSync(join(tmpdir(), "smoke-aws-"));
  const asked = join(folder, "asked");
  const answer = { cluster: { endpoint: "https://eks.example.com", certificateAuthority: { data: "Q0E=" } } };
  const file = join(folder, "aws");
  writeFileSync(file, `#!/bin/sh\necho "$@" > ${asked}\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(file, 0o755);
  const path = process.env["PATH"];
  process.env["PATH"] = `${folder}${delimiter}${path}`;
  try {
    const { cluster, user, context } = (await accessFor(settings, "aws-strimzi-development")) as Access;
    assert.equal(cluster.server, "https://eks.example.com");
    assert.match(context, /aws-strimzi-development/);
    assert.deepEqual([user.exec?.command, user.exec?.args?.includes("get-token")], ["aws", true]);
  } finally {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true, force: true });
  }
  const named = structuredClone(settings);
  named.kubernetes.context = "other";
  assert.equal(await accessFor(named, "aws-strimzi-development"), "other");
});

test("a stack that has none says how it gets one", async () => {
  process.env["TRIBUTARY_HOME"] = mkdtempSync(join(tmpdir(), "smoke-home-"));
  await assert.rejects(smoke("kubernetes-platform"), {
    code: "TRB_USAGE",
    message: "Stack kubernetes-platform has no smoke test.",
  });
  await assert.rejects(smoke("local"), { code: "TRB_STACK_DOWN" });
  rmSync(process.env["TRIBUTARY_HOME"], { recursive: true });
});

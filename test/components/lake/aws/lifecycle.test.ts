/** Days of objects: what happens by itself is worth it, what is asked for happens. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lifecycleRules } from "../../../../components/lake/aws/lifecycle.ts";
import { transitionsOf } from "../../../../components/lake/aws/storage-classes.ts";

const days = (...args: Parameters<typeof transitionsOf>) =>
  transitionsOf(...args).map(({ storageClass, days: at }) => `${storageClass} ${at}`);

test("by itself an object goes where it lives on for the days that are charged", () => {
  const table: [number, string[]][] = [
    [1, []],
    [59, []],
    [60, ["STANDARD_IA 30"]],
    [179, ["STANDARD_IA 30"]],
    [180, ["STANDARD_IA 30", "GLACIER_IR 90"]],
    [3650, ["STANDARD_IA 30", "GLACIER_IR 90"]],
  ];
  for (const [retention, expected] of table) assert.deepEqual(days(retention, {}), expected, String(retention));
});

test("what is asked for counts, and the other one keeps its distance", () => {
  assert.deepEqual(days(365, { infrequent: 45 }), ["STANDARD_IA 45", "GLACIER_IR 90"]);
  assert.deepEqual(days(365, { infrequent: 80 }), ["STANDARD_IA 80", "GLACIER_IR 110"]);
  assert.deepEqual(days(365, { infrequent: "never" }), ["GLACIER_IR 90"]);
  assert.deepEqual(days(365, { archive: "never" }), ["STANDARD_IA 30"]);
  assert.deepEqual(days(365, { archive: 40 }), ["GLACIER_IR 40"]);
  assert.deepEqual(days(365, { archive: 60 }), ["STANDARD_IA 30", "GLACIER_IR 60"]);
  assert.deepEqual(days(365, { infrequent: "never", archive: "never" }), []);
});

test("S3 takes it: transitions in order, each before the deletion, whatever the retention is", () => {
  for (let retention = 1; retention <= 400; retention++)
    for (const infrequent of [undefined, "never"] as const)
      for (const archive of [undefined, "never"] as const) {
        const ends = [...transitionsOf(retention, { infrequent, archive }).map(({ days: at }) => at), retention];
        for (let index = 1; index < ends.length; index++) assert.ok(ends[index]! - ends[index - 1]! >= 30, `${ends}`);
      }
});

test("rules of a bucket, exactly", () => {
  const rules = lifecycleRules({
    topics: { events: { retentionDays: 14, transitions: {} }, processed: { retentionDays: 365, transitions: {} } },
    noncurrentDays: 30,
    errorDays: 30,
    resultDays: 7,
  });
  assert.deepEqual(rules, [
    {
      id: "remains",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      expiration: { expiredObjectDeleteMarker: true },
    },
    { id: "errors", status: "Enabled", filter: { prefix: "errors/" }, expiration: { days: 30 } },
    {
      id: "results",
      status: "Enabled",
      filter: { prefix: "results/" },
      expiration: { days: 7 },
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    },
    { id: "topic-events", status: "Enabled", filter: { prefix: "topics/events/" }, expiration: { days: 14 } },
    {
      id: "topic-processed",
      status: "Enabled",
      filter: { prefix: "topics/processed/" },
      transitions: [
        { storageClass: "STANDARD_IA", days: 30 },
        { storageClass: "GLACIER_IR", days: 90 },
      ],
      expiration: { days: 365 },
    },
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkBytes } from "../../../src/record/validate.ts";
import { eventMaker } from "../../../src/roles/generator/events.ts";

test("as many events are broken as asked for, in several ways, and all others are good", () => {
  const make = eventMaker(0.05);
  const codes = Array.from({ length: 2_000 }, () => checkBytes(make(Date.now()).value).rejection?.code ?? "good");
  assert.ok(Math.abs(codes.filter((code) => code !== "good").length - 100) <= 1);
  assert.ok(new Set(codes).size >= 7, [...new Set(codes)].join());
  const whole = eventMaker(0);
  assert.ok(
    Array.from({ length: 500 }, () => checkBytes(whole(Date.now()).value)).every(
      ({ rejection }) => rejection === undefined,
    ),
  );
});

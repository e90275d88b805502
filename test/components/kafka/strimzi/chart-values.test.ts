/** What Strimzi's charts are given, they know: by their own values.yaml, as the charts cannot be fetched here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  drainValues,
  operatorValues,
  type StrimziOperatorArgs,
} from "../../../../components/kafka/strimzi/operator.ts";
import { type Shape, unknownValues } from "../../../support/chart-values.ts";

const charts = JSON.parse(readFileSync(new URL("chart-values.json", import.meta.url), "utf8")) as Record<
  string,
  { keys: Shape }
>;
const args: StrimziOperatorArgs = {
  version: "1.2.0",
  namespace: "strimzi",
  tags: {},
  watched: ["tributary"],
  replicas: 2,
  spread: "required",
  monitoring: [],
  images: { registry: "images.example.com", repository: "strimzi" },
  imagePullSecrets: ["registry"],
};

test("the operator's chart knows every value that it is given", () => {
  assert.deepEqual(unknownValues(operatorValues(args), charts["strimzi-kafka-operator"]!.keys), []);
});

test("the drain cleaner's chart knows every value that it is given", () => {
  assert.deepEqual(unknownValues(drainValues(args), charts["strimzi-drain-cleaner"]!.keys), []);
});

test("a value that a chart does not know is found, wherever it stands", () => {
  const known = { image: { name: null, pull: {} }, replicas: null };
  const values = { image: { name: "a", tag: "b", pull: { any: { thing: 1 } } }, replica: 2 };
  assert.deepEqual(unknownValues(values, known), ["image.tag", "replica"]);
});

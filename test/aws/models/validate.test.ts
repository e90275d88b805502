import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { Model, Shape } from "./model.ts";
import { requestProblems } from "./validate.ts";

const shapes: Record<string, Shape> = {
  Request: {
    type: "structure",
    required: ["Name"],
    members: {
      Name: { shape: "Name" },
      Size: { shape: "Size" },
      Share: { shape: "Share" },
      On: { shape: "On" },
      Kind: { shape: "Kind" },
      Parts: { shape: "Parts" },
      Tags: { shape: "Tags" },
      Body: { shape: "Body" },
      Either: { shape: "Either" },
      Any: { shape: "Any" },
    },
  },
  Name: { type: "string", min: 1, max: 5, pattern: "[a-z]*" },
  Size: { type: "integer", min: 1, max: 3 },
  Share: { type: "double" },
  On: { type: "boolean" },
  Kind: { type: "string", enum: ["A", "B"] },
  Parts: { type: "list", max: 2, member: { shape: "Part" } },
  Part: { type: "structure", required: ["Id"], members: { Id: { shape: "Name" } } },
  Tags: { type: "map", key: { shape: "Name" }, value: { shape: "Kind" } },
  Body: { type: "blob", max: 3 },
  Either: { type: "structure", union: true, members: { One: { shape: "Name" }, Two: { shape: "Name" } } },
  Any: { type: "structure", document: true },
};
const model: Model = { metadata: { endpointPrefix: "t", serviceId: "T" }, operations: {}, shapes };
const problems = (request: unknown) =>
  requestProblems(model, "Request", request).map(({ path, problem }) => `${path} ${problem}`);

test("a request that is right has no problems", () => {
  const right = {
    Name: "abc",
    Size: 2,
    Share: 0.5,
    On: false,
    Kind: "A",
    Parts: [{ Id: "a" }],
    Tags: { a: "B" },
    Body: "abc",
    Either: { One: "a" },
    Any: { what: ["ever"] },
  };
  assert.deepEqual(problems(right), []);
  assert.deepEqual(problems({ Name: pulumi.runtime.unknownValue, Parts: pulumi.runtime.unknownValue }), []);
});

test("each kind of mistake is found, with the member it is in", () => {
  const table: [unknown, string][] = [
    [{}, "Name is missing, and the API requires it"],
    [{ Name: undefined }, "Name is missing, and the API requires it"],
    [{ Name: "a", Nme: 1 }, "Nme is no member; there is Name, Size"],
    [{ Name: "" }, "Name has 0 characters, and the API takes at least 1"],
    [{ Name: "abcdef" }, "Name has 6 characters, and the API takes at most 5"],
    [{ Name: "Abc" }, 'Name is "Abc", which does not match [a-z]*'],
    [{ Name: "ab1" }, 'Name is "ab1", which does not match [a-z]*'],
    [{ Name: 3 }, "Name is a number 3, and the API takes string"],
    [{ Name: "a", Size: "2" }, 'Size is a text "2", and the API takes integer'],
    [{ Name: "a", Size: 4 }, "Size is 4, and the API takes at most 3"],
    [{ Name: "a", Size: 1.5 }, "Size is 1.5, not a whole number"],
    [{ Name: "a", On: "true" }, 'On is a text "true", and the API takes boolean'],
    [{ Name: "a", Kind: "C" }, 'Kind is "C", and the API takes A, B'],
    [{ Name: "a", Parts: { Id: "a" } }, "Parts is an object"],
    [{ Name: "a", Parts: [{ Id: "a" }, {}] }, "Parts[1].Id is missing"],
    [{ Name: "a", Parts: [{ Id: "a" }, { Id: "a" }, { Id: "a" }] }, "Parts has 3 entries, and the API takes at most 2"],
    [{ Name: "a", Tags: { A: "B" } }, 'Tags{A} is "A"'],
    [{ Name: "a", Tags: { a: "Z" } }, 'Tags.a is "Z"'],
    [{ Name: "a", Body: "äöü" }, "Body has 6 bytes, and the API takes at most 3"],
    [{ Name: "a", Either: { One: "a", Two: "b" } }, "Either has 2 members of which the API takes one"],
    [{ Name: "a", Either: null }, "Either is nothing null, and the API takes structure"],
    ["a", ' is a text "a", and the API takes structure'],
  ];
  for (const [request, expected] of table) {
    const found = problems(request);
    assert.equal(found.length, 1, JSON.stringify([request, found]));
    assert.ok(found[0]!.startsWith(expected), `${found[0]} instead of ${expected}`);
  }
});

test("all problems are told at once, and what is known better than the model overrides it", () => {
  assert.equal(problems({ Name: "ABCDEFG", Size: 9, Kind: "C" }).length, 4);
  assert.deepEqual(requestProblems(model, "Request", { Name: "a", Size: 9 }, { Size: { max: 10 } }), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { Call } from "./mapping.ts";
import type { Model, Shape } from "./model.ts";
import { makeRequest } from "./request.ts";

const shapes: Record<string, Shape> = {
  Request: {
    type: "structure",
    members: {
      RoleARN: { shape: "Text" },
      Config: { shape: "Config" },
      Tags: { shape: "Tags" },
      Labels: { shape: "Labels" },
      Parts: { shape: "Parts" },
      PolicyDocument: { shape: "Text" },
    },
  },
  Text: { type: "string" },
  Config: {
    type: "structure",
    members: { KmsKey: { shape: "Text" }, Iam: { shape: "Switch" }, Inner: { shape: "Config" } },
  },
  Switch: { type: "structure", members: { Enabled: { shape: "Bool" } } },
  Bool: { type: "boolean" },
  Tags: { type: "list", member: { shape: "Tag" } },
  Tag: { type: "structure", members: { TagKey: { shape: "Text" }, TagValue: { shape: "Text" } } },
  Labels: { type: "map", key: { shape: "Text" }, value: { shape: "Text" } },
  Parts: { type: "list", member: { shape: "Config" } },
};
const model: Model = {
  metadata: { endpointPrefix: "t", serviceId: "T" },
  operations: { Make: { input: { shape: "Request" } } },
  shapes,
};
const made = (inputs: Record<string, unknown>, call: Partial<Call> = {}) =>
  makeRequest(model, { operation: "Make", ...call }, inputs);

test("names become the API's, also inside; keys of maps stay", () => {
  const { request, problems } = made({
    roleArn: "r",
    config: { kmsKey: "k", iam: true, inner: { kmsKey: "j" } },
    labels: { "my-key": "v" },
    tags: { a: "1", b: "2" },
    parts: [{ kmsKey: "1" }],
    nothing: undefined,
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(request, {
    RoleARN: "r",
    Config: { KmsKey: "k", Iam: { Enabled: true }, Inner: { KmsKey: "j" } },
    Labels: { "my-key": "v" },
    Tags: [
      { TagKey: "a", TagValue: "1" },
      { TagKey: "b", TagValue: "2" },
    ],
    Parts: [{ KmsKey: "1" }],
  });
  assert.deepEqual(made({ parts: { kmsKey: "1" } }).request, { Parts: [{ KmsKey: "1" }] });
});

test("exceptions: another member, one made of it, none; the rest goes into a structure of its own", () => {
  const fields: Call["fields"] = {
    keyArn: "Config.Inner.KmsKey",
    "config.key": "KmsKey",
    size: (value) => ({ Labels: { size: String(value) } }),
    force: undefined,
  };
  const { request, problems } = made({ keyArn: "k", config: { key: "j" }, size: 3, force: true }, { fields });
  assert.deepEqual(problems, []);
  assert.deepEqual(request, { Config: { Inner: { KmsKey: "k" }, KmsKey: "j" }, Labels: { size: "3" } });
  assert.deepEqual(made({ kmsKey: "k", roleArn: "r" }, { into: "Config" }).request, {
    Config: { KmsKey: "k" },
    RoleARN: "r",
  });
  assert.throws(() => made({ a: 1 }, { fields: { a: "Config.Nope" } }), /no member Nope/);
  assert.throws(() => made({}, { operation: "Unmake" }), /no operation Unmake/);
});

test("an input without a place is a problem, with its path", () => {
  const { problems } = made({ roleArnn: "r", config: { inner: { what: 1 } }, parts: [{ x: 1 }] });
  assert.deepEqual(
    problems.map(({ path, problem }) => `${path} ${problem}`),
    ["roleArnn has no place in Make", "config.inner.what has no place in Make", "parts.x has no place in Make"],
  );
});

test("what is unknown stays unknown in its place, and makes the request incomplete where something is made of it", () => {
  const unknown = pulumi.runtime.unknownValue;
  assert.deepEqual(made({ config: unknown, roleArn: unknown }), {
    request: { Config: unknown, RoleARN: unknown },
    problems: [],
    incomplete: false,
  });
  const fields: Call["fields"] = { size: (value) => ({ Labels: { size: value.toFixed() } }) };
  assert.deepEqual(made({ size: unknown }, { fields }), { request: {}, problems: [], incomplete: true });
});

test("a policy as an object is a text for the API, another object is not", () => {
  const policy = { Version: "2012-10-17", Statement: [] };
  assert.deepEqual(made({ policyDocument: policy }).request, { PolicyDocument: JSON.stringify(policy) });
  assert.deepEqual(made({ policyDocument: { a: 1 } }).request, { PolicyDocument: { a: 1 } });
});

/** Columns from schemas: those of the project as they are, and what else a schema may say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { columnsOf } from "../../../../components/lake/aws/columns/index.ts";
import { projectRoot } from "../../../../components/local/folder.ts";

const file = (name: string) => readFileSync(join(projectRoot, "app/schemas", name), "utf8");
const json = (schema: object) => columnsOf({ schemaType: "JSON", schema: JSON.stringify(schema) });
const avro = (schema: object) => columnsOf({ schemaType: "AVRO", schema: JSON.stringify(schema) });
const types = ({ columns }: ReturnType<typeof columnsOf>) => columns.map(({ name, type }) => `${name} ${type}`);

const login = [
  "user_id string",
  "app_version string",
  "device_type string",
  "ip string",
  "locale string",
  "device_id string",
  // A number, or the same as digits.
  "timestamp string",
];

test("login events have the same columns from JSON Schema and from Avro", () => {
  const fromJson = columnsOf({ schemaType: "JSON", schema: file("login-event.v1.json") });
  const fromAvro = columnsOf({ schemaType: "AVRO", schema: file("login-event.v1.avsc") });
  assert.deepEqual(types(fromJson), login);
  assert.deepEqual(types(fromAvro), login);
  assert.deepEqual([fromJson.without, fromAvro.without], [[], []]);
  assert.equal(fromJson.columns[0]!.comment, "Who logged in; the key of the record.");
  assert.equal(fromAvro.columns[0]!.comment, "Who logged in; the key of the record.");
  assert.equal(fromAvro.columns[1]!.comment, undefined);
});

test("processed events: the schema of the other topic", () => {
  const { columns, without } = columnsOf({ schemaType: "JSON", schema: file("login-event-processed.v1.json") });
  assert.deepEqual(types({ columns, without }), [
    "event_id string",
    "event_time string",
    "user_id string",
    "app_version string",
    "device_type string",
    "masked_ip string",
    "locale string",
    "device_id string",
    "timestamp bigint",
  ]);
  assert.deepEqual(without, []);
});

test("JSON Schema: scalars, lists, objects, maps, references, values without a type", () => {
  const found = json({
    type: "object",
    definitions: { money: { type: "object", properties: { amount: { type: "number" }, currency: { enum: ["EUR"] } } } },
    properties: {
      flag: { type: ["boolean", "null"] },
      count: { anyOf: [{ type: "null" }, { type: "integer" }] },
      ratio: { oneOf: [{ type: "integer" }, { type: "number" }] },
      price: { $ref: "#/definitions/money" },
      prices: { type: "array", items: { $ref: "#/definitions/money" } },
      labels: { type: "object", additionalProperties: { type: "string" } },
      kind: { const: 1 },
      mixed: { type: ["string", "boolean"] },
      implied: { properties: { a: { type: "string" } } },
    },
  });
  assert.deepEqual(types(found), [
    "flag boolean",
    "count bigint",
    "ratio double",
    "price struct<amount:double,currency:string>",
    "prices array<struct<amount:double,currency:string>>",
    "labels map<string,string>",
    "kind bigint",
    "mixed string",
    "implied struct<a:string>",
  ]);
  assert.deepEqual(found.without, []);
});

test("what no column holds is left out and named, and the rest stays", () => {
  const found = json({
    type: "object",
    $defs: { node: { type: "object", properties: { name: { type: "string" }, next: { $ref: "#/$defs/node" } } } },
    properties: {
      userId: { type: "string" },
      userid: { type: "string" },
      "content-type": { type: "string" },
      anything: {},
      either: { anyOf: [{ type: "string" }, { type: "object", properties: { a: { type: "string" } } }] },
      tree: { $ref: "#/$defs/node" },
      bare: { type: "array" },
      elsewhere: { $ref: "https://example.com/other.json" },
      arrived_day: { type: "string" },
      inner: { type: "object", properties: { "a-b": { type: "string" }, c: { type: "string" } } },
    },
  });
  assert.deepEqual(types(found), ["userid string", "tree struct<name:string>", "inner struct<c:string>"]);
  assert.deepEqual(found.without.sort(), [
    "anything",
    "arrived_day",
    "bare",
    "content-type",
    "either",
    "elsewhere",
    "inner.a-b",
    "tree.next",
    "userid",
  ]);
});

test("parts that a schema must fit besides its own are its columns, too", () => {
  const found = json({
    allOf: [{ $ref: "#/$defs/base" }, { properties: { b: { type: "integer" } } }],
    $defs: { base: { type: "object", properties: { a: { type: "string" } } } },
  });
  assert.deepEqual(types(found), ["a string", "b bigint"]);
});

test("Avro: all types, names with and without their namespace, logical types as the numbers they are", () => {
  const found = avro({
    type: "record",
    name: "Order",
    namespace: "shop",
    fields: [
      { name: "id", type: { type: "string", logicalType: "uuid" } },
      { name: "small", type: "int" },
      { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
      { name: "ratio", type: "float" },
      { name: "sum", type: ["int", "double"] },
      { name: "raw", type: "bytes" },
      { name: "hash", type: { type: "fixed", name: "Md5", size: 16 } },
      { name: "again", type: "shop.Md5" },
      { name: "state", type: { type: "enum", name: "State", symbols: ["OPEN"] } },
      { name: "before", type: ["null", "State"] },
      {
        name: "lines",
        type: { type: "array", items: { type: "record", name: "Line", fields: [{ name: "n", type: "long" }] } },
      },
      { name: "first", type: "Line" },
      { name: "tags", type: { type: "map", values: "boolean" } },
      { name: "parent", type: ["null", "Order"] },
      { name: "odd", type: ["string", "Line"] },
    ],
  });
  assert.deepEqual(types(found), [
    "id string",
    "small int",
    "at bigint",
    "ratio float",
    "sum double",
    "raw string",
    "hash string",
    "again string",
    "state string",
    "before string",
    "lines array<struct<n:bigint>>",
    "first struct<n:bigint>",
    "tags map<string,boolean>",
  ]);
  assert.deepEqual(found.without, ["parent", "odd"]);
});

test("records of which nothing is known: no schema, no object, no record", () => {
  assert.deepEqual(columnsOf(undefined), { columns: [], without: [] });
  assert.deepEqual(json({ type: "string" }).columns, []);
  assert.deepEqual(avro({ type: "array", items: "string" }).columns, []);
});

test("texts that Glue refuses: a comment on one line of at most 255 characters, a type that is not endless", () => {
  const description = `a\n  b ${"c".repeat(300)}`;
  const [column] = json({ type: "object", properties: { a: { type: "string", description } } }).columns;
  assert.match(column!.comment!, /^a b c+\.\.\.$/);
  assert.equal(column!.comment!.length, 255);
  const wide = Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`field_${index}`, { type: "string" }]));
  const found = json({
    type: "object",
    properties: { wide: { type: "object", properties: wide }, a: { type: "string" } },
  });
  assert.deepEqual([types(found), found.without], [["a string"], ["wide"]]);
});

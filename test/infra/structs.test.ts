import assert from "node:assert/strict";
import { test } from "node:test";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { makeStructsAtOnce } from "../../infra/structs.ts";

const { Struct } = structs;
const original = Struct.fromJavaScript;
makeStructsAtOnce();

test("a struct made at once is sent as the library's own would be, and read back as it was", () => {
  const inner = { text: "ö", empty: "", zero: 0, less: -1.5, yes: true, no: false, nothing: null, none: {}, list: [] };
  const object = { ...inner, inner: { inner: { inner } }, mixed: [1, "a", null, [[]], [inner], { list: [inner, {}] }] };
  for (const each of [{}, inner, object]) {
    const made = Struct.fromJavaScript(each);
    assert.deepEqual(made.serializeBinary(), original(each).serializeBinary());
    assert.deepEqual(made.toJavaScript(), each);
    assert.deepEqual(Struct.deserializeBinary(made.serializeBinary()).toJavaScript(), each);
  }
});

test("a struct can be changed after it was made, as those that hold others are", () => {
  const made = Struct.fromJavaScript({ a: { b: 1 } });
  made
    .getFieldsMap()
    .get("a")!
    .getStructValue()!
    .getFieldsMap()
    .set("c", structs.Value.fromJavaScript([2]));
  assert.deepEqual(made.toJavaScript(), { a: { b: 1, c: [2] } });
  assert.deepEqual(Struct.deserializeBinary(made.serializeBinary()).toJavaScript(), { a: { b: 1, c: [2] } });
});

test("what no struct can hold is refused", () => {
  assert.throws(() => Struct.fromJavaScript({ a: undefined as any }), /undefined cannot be sent/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTraceParent, isSampled, parseTraceParent, TRACE_PARENT_LENGTH } from "../../src/record/trace-parent.ts";

const [trace, span] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];

test("the header of W3C's own example is read and written", () => {
  const text = `00-${trace}-${span}-01`;
  const parent = parseTraceParent(Buffer.from(text))!;
  assert.deepEqual(parent, { traceId: trace, spanId: span, traceFlags: 1 });
  assert.equal(formatTraceParent(parent), text);
  assert.equal(text.length, TRACE_PARENT_LENGTH);
});

test("only the last bit of the flags says that it is recorded", () => {
  const flags = ["00", "01", "02", "03", "fe", "ff"].map((one) =>
    isSampled(parseTraceParent(`00-${trace}-${span}-${one}`)!),
  );
  assert.deepEqual(flags, [false, true, false, true, false, true]);
});

test("what is no traceparent is not followed", () => {
  const texts = [
    "",
    "00-1-2-3",
    `00-${"0".repeat(32)}-${span}-01`,
    `00-${trace}-${"0".repeat(16)}-01`,
    `01-${trace}-${span}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-0g`,
  ];
  for (const text of texts) assert.equal(parseTraceParent(text), undefined, text);
  assert.equal(parseTraceParent(undefined), undefined);
  const twice = `00-${trace}-${span}-01`;
  assert.equal(parseTraceParent([twice, twice]), undefined);
});

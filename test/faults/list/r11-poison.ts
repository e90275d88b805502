import assert from "node:assert/strict";
import { avroSchemaText } from "../../../app/src/codec/avro.ts";
import { KNOWN_SCHEMA } from "../support/bad-events.ts";
import { assertDeadLetters, badRecords, writeBadRecords } from "../support/bad-records.ts";
import type { Fault } from "../support/fault.ts";
import { Schemas } from "../support/schemas.ts";

/** Each is in the dead letters with its reason, key and bytes, and nothing stops. */
export const poison: Fault = {
  id: "R11",
  name: `${badRecords.length} kinds of bad events, a good one after each`,
  rounds: 1,
  load: false,
  // Good events of no load.
  options: { aggregates: false },
  async setUp(cluster) {
    const schemas = await Schemas.start(cluster, "r11-in");
    assert.equal(await schemas.register(avroSchemaText), KNOWN_SCHEMA, "the id of the schema that is there already");
    return schemas;
  },
  round: ({ cluster, input }) => writeBadRecords(cluster.direct, input),
  async check(scene) {
    await scene.each(async ({ processors, results, semantics }) => {
      const { code, output } = await processors.end(0, "SIGTERM");
      assert.equal(code, 0, output);
      assert.equal(new Set(results.output.seen.map(({ key }) => key)).size, badRecords.length, semantics);
      assertDeadLetters(results.dead.seen, true);
    });
  },
};

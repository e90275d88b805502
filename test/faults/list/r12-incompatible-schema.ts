import assert from "node:assert/strict";
import { avroSchemaText, toAvro } from "../../../app/src/codec/avro.ts";
import { frame } from "../../../app/src/codec/wire.ts";
import type { Fault } from "../support/fault.ts";
import { loadEvent } from "../support/load.ts";
import { Schemas } from "../support/schemas.ts";
import { write } from "../support/write.ts";

const BAD = 5;
let schemas: Schemas;

/** Its values cannot be login events: who registers it is refused, and where nobody refuses, its values are dead letters that are counted. */
export const incompatibleSchema: Fault = {
  id: "R12",
  name: "a schema that breaks readers is registered: refused; and where it is not, its values are dead letters",
  rounds: 1,
  async setUp(cluster) {
    schemas = await Schemas.start(cluster, "r12-in");
    return schemas;
  },
  async round(scene, round) {
    const { cluster, input, sides } = scene;
    const schema = JSON.parse(avroSchemaText) as { fields: { name: string; type: unknown }[] };
    schema.fields = schema.fields.map((field) =>
      field.name === "user_id" ? { name: `user_${round}`, type: "long" } : field,
    );
    const text = JSON.stringify(schema);
    await schemas.compatibility("BACKWARD");
    await assert.rejects(schemas.register(text), /409/, "the registry took it");
    await schemas.compatibility("NONE");
    const id = await schemas.register(text);
    const values = Array.from({ length: BAD }, (_, index) => frame(id, toAvro(loadEvent("r12-bad", index))));
    await write(cluster, [values.map((value) => ({ topic: input, key: Buffer.from("bad"), value }))]);
    await scene.recovered(15);
    for (const { semantics, results, processors } of sides) {
      const reasons = results.dead.seen.map(({ headers }) => headers["dead-letter-reason"]);
      const expected = BAD * (round + 1);
      assert.equal(reasons.filter((reason) => reason === "incompatible_schema").length, expected, semantics);
      const counted = await processors.metric(
        0,
        "tributary_events_dead_lettered_total",
        'reason="incompatible_schema"',
      );
      assert.ok(counted >= expected, `${semantics}: the metric that alerts stand on tells ${counted}`);
    }
  },
};

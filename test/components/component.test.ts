import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { stateArgs } from "../../components/component.ts";
import { record } from "../support/recording.ts";

test("arguments as they stand in state: secrets marked, callbacks and resources dropped", async () => {
  await record(async () => {
    const resource = new pulumi.ComponentResource("tributary:test:Thing", "thing");
    const kept = stateArgs(
      {
        port: 1,
        list: [1, { a: 2 }],
        nothing: undefined,
        password: "hunter2",
        known: pulumi.output(3),
        call: () => 1,
        resource,
        deep: { inside: [resource] },
        transform: { topic: {} },
      },
      ["password"],
    );
    assert.deepEqual(Object.keys(kept), ["port", "list", "nothing", "password", "known"]);
    assert.equal(await pulumi.isSecret(kept["password"]), true);
  });
});

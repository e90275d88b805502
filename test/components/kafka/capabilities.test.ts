import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  backends,
  capabilitiesOf,
  capabilityNames,
  proofs,
  renderCapabilityTable,
} from "../../../components/kafka/capabilities.ts";
import { projectRoot } from "../../../components/local/folder.ts";

test("every backend has every cell, with a reason and a source", () => {
  assert.deepEqual([...backends].sort(), [
    "confluent",
    "event-hubs",
    "existing",
    "gcp-managed",
    "local",
    "msk",
    "msk-express",
    "msk-serverless",
    "referenced",
    "strimzi",
  ]);
  assert.equal(capabilityNames.length, 20);
  for (const backend of backends) {
    const cells = capabilitiesOf(backend);
    assert.deepEqual(Object.keys(cells).sort(), [...capabilityNames].sort(), backend);
    for (const [name, { supported, reason, source }] of Object.entries(cells)) {
      assert.equal(typeof supported, "boolean", `${backend} ${name}`);
      assert.match(reason, /^.{4,}\.$/, `${backend} ${name}: a sentence`);
      assert.ok(source.length > 3, `${backend} ${name}: a source`);
    }
  }
});

test("a source in this project is there", () => {
  for (const backend of backends) {
    for (const { source } of Object.values(capabilitiesOf(backend))) {
      const [file] = /^(app|components|infra)\/[^:]+/.exec(source) ?? [];
      assert.ok(file === undefined || existsSync(join(projectRoot, file)), source);
    }
  }
});

test("the README's table is made of this data: its cells and the reasons of what works today", () => {
  const lines = renderCapabilityTable().split("\n");
  assert.match(
    lines.find((line) => line.startsWith("|"))!,
    /^\| \| local \| existing \| Strimzi \| MSK Standard \| MSK Express \| MSK Serverless \| Confluent Cloud \|/,
  );
  assert.equal(lines.filter((line) => line.startsWith("|")).length, capabilityNames.length + 3);
  const no = (
    ["local", "existing", "strimzi", "referenced", "msk", "msk-express", "msk-serverless", "confluent"] as const
  ).flatMap((backend) => Object.values(capabilitiesOf(backend)).filter(({ supported }) => !supported));
  assert.equal(lines.filter((line) => /^\d+\. /.test(line)).length, no.length);
});

test("each yes of what can be deployed says how far it was proven, and no cloud's says that it ran there", () => {
  const planned = ["gcp-managed", "event-hubs"];
  const ran = ["local", "existing"];
  for (const backend of backends)
    for (const [name, { supported, proof }] of Object.entries(capabilitiesOf(backend))) {
      if (!supported || planned.includes(backend)) assert.equal(proof, undefined, `${backend} ${name}`);
      else assert.ok(proof !== undefined && proofs.includes(proof), `${backend} ${name}: a level`);
      // No account of a cloud was at hand, nor an operator of Strimzi's (docs/verification.md).
      if (proof === "real") assert.ok(ran.includes(backend), `${backend} ${name}`);
    }
  const rendered = renderCapabilityTable();
  assert.match(rendered, /^\| SCRAM users \| yes \(real\) \| yes \(real\) \| yes \(model\) \|/m);
  const used = new Set([...rendered.matchAll(/yes \((\w+)\)/g)].map(([, proof]) => proof));
  assert.deepEqual(
    [...rendered.matchAll(/^- \*\*(\w+)\*\*: /gm)].map(([, proof]) => proof),
    proofs.filter((proof) => used.has(proof)),
  );
});

test("copies to a second cluster are claimed by none that can be deployed, as nothing makes them yet", () => {
  const claimed = backends.filter((backend) => capabilitiesOf(backend).replication.supported);
  // To come: its cells are what the service offers.
  assert.deepEqual(claimed, ["gcp-managed"]);
});

/** Prices: each with a source and a day, found by region, a user's own before them; the budget before a run, and the command. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { requirePolicies } from "../../../infra/automation/policies.ts";
import { assumed } from "../../../infra/cli/options.ts";
import { readOwnPrices } from "../../../infra/cost/own-prices.ts";
import { Prices } from "../../../infra/cost/price.ts";
import { listPrices } from "../../../infra/cost/prices/index.ts";
import { isUnit } from "../../../infra/cost/units.ts";
import type { EventBody } from "../../../infra/engine/steps.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { run } from "../../support/platform.ts";

let home = "";
before(() => {
  home = mkdtempSync(join(tmpdir(), "tributary-cost-"));
});
after(() => rmSync(home, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = join(home, name);
  writeFileSync(file, text);
  return file;
}

test("every list price has a public source, a day that has been, a unit that something asks for, and is there once", () => {
  const keys = new Set<string>();
  for (const { service, unit, region, usd: amount, upTo, source, seen } of listPrices) {
    const key = `${service}, ${unit}, ${region}`;
    assert.match(source, /^https:\/\/[a-z0-9.-]+\//, key);
    assert.match(seen ?? "", /^\d{4}-\d{2}-\d{2}$/, key);
    assert.ok(Date.parse(seen!) < Date.now(), key);
    assert.ok(amount >= 0 && (upTo === undefined || upTo > amount), key);
    assert.ok(isUnit(service, unit), key);
    assert.ok(!keys.has(key), `${key} is there twice`);
    keys.add(key);
  }
  assert.ok(keys.size > 100);
});

test("a price is of its region, else of all; another region's is never taken", () => {
  const price = { service: "vpc", unit: "NAT gateway hour", source: "s", seen: undefined };
  const prices = new Prices(
    [{ ...price, region: "*", usd: 3 }],
    [
      { ...price, region: "eu-central-1", usd: 1 },
      { ...price, service: "kms", region: "*", usd: 2 },
    ],
  );
  assert.equal(prices.find("vpc", "NAT gateway hour", "eu-central-1")?.usd, 3, "one's own without a region is of all");
  assert.equal(prices.find("kms", "NAT gateway hour", "eu-central-1")?.usd, 2);
  const listed = new Prices(listPrices);
  assert.equal(listed.find("vpc", "NAT gateway hour", "eu-central-1")?.usd, 0.052);
  assert.equal(listed.find("vpc", "NAT gateway hour", "us-east-1")?.usd, 0.045);
  assert.equal(listed.find("vpc", "NAT gateway hour", "eu-west-1"), undefined);
});

test("a file of one's own: YAML or JSON; what is wrong is told with its row, all at once", () => {
  const row = { service: "msk", unit: "storage GB-month", region: "eu-central-1", usd: 0.12 };
  const json = readOwnPrices(written("prices.json", JSON.stringify({ prices: [row] })), "prices.json");
  assert.deepEqual(json, [{ ...row, source: "prices.json", seen: undefined }]);
  const [yaml] = readOwnPrices(
    written(
      "prices.yaml",
      "prices:\n  - { service: kubernetes, unit: vCPU hour, usd: 0, seen: 2026-11-01, source: us }\n",
    ),
  );
  assert.deepEqual(yaml, {
    service: "kubernetes",
    unit: "vCPU hour",
    region: "*",
    usd: 0,
    source: "us",
    seen: "2026-11-01",
  });
  const refused = (text: string) => {
    const file = written("wrong.yaml", text);
    try {
      readOwnPrices(file, "wrong.yaml");
    } catch (error) {
      return (error as Error).message;
    }
    throw new assert.AssertionError({ message: `taken: ${text}` });
  };
  assert.match(
    refused("prices:\n  - { service: msc, unit: storage GB-month, usd: 1 }\n"),
    /prices\[0\]\.service is "msc".*nearest: msk/,
  );
  assert.match(
    refused("prices:\n  - { service: msk, unit: storage GB, usd: 1 }\n"),
    /prices\[0\]\.unit is "storage GB".*nearest: storage GB-month/,
  );
  const two = refused(
    "prices:\n  - { service: msk, unit: storage GB-month, usd: -1 }\n  - { service: msk, price: 2 }\n",
  );
  assert.match(two, /wrong\.yaml have \d problems/);
  assert.match(two, /prices\[0\]\.usd is -1/);
  assert.match(two, /prices\[1\]\.price is not a known key/);
  for (const text of ["- a\n", "prices: [", "7"]) assert.match(refused(text), /no object with the list `prices`/);
  assert.match(refused("prices: []\n"), /prices is a list of 0/);
  assert.throws(() => readOwnPrices(join(home, "none.yaml"), "none.yaml"), /none\.yaml cannot be read/);
});

test("settings: a budget that is none, a file that is not there, `over` without a budget", () => {
  const paths = (cost: object) =>
    settingsProblems({ ...readStackFile("aws-msk-production"), cost: { owner: "platform", ...cost } }).map(
      ({ path }) => path,
    );
  assert.deepEqual(paths({ budget: 0, assume: { inGbPerDay: -1 } }), ["cost.budget", "cost.assume.inGbPerDay"]);
  assert.deepEqual(paths({ prices: "nowhere/prices.yaml", over: "warn" }), ["cost.over", "cost.prices"]);
  assert.deepEqual(paths({ budget: 1500, over: "refuse", assume: { inGbPerDay: 1.5 } }), []);
});

test("the load of the command line", () => {
  assert.deepEqual(assumed("in=50, out=1.5,kept=0"), { inGbPerDay: 50, outGbPerDay: 1.5, keptGb: 0 });
  for (const wrong of ["", "in", "in=-1", "foo=1", "in=1;out=2"])
    assert.throws(() => assumed(wrong), /is none of in=GB/);
});

const small = (cost: object) => ({ ...readStackFile("kubernetes-small"), cost });
const ownRow = "prices:\n  - { service: kubernetes, unit: vCPU hour, usd: 1 }\n";

test("before a run the cost is told, and a budget that is exceeded refuses it or warns", async () => {
  const prices = written("own.yaml", ownRow);
  const told = async (cost: object) => {
    const events: EventBody[] = [];
    const error = await requirePolicies(parseSettings(small({ prices, ...cost })), "kubernetes-small", (event) =>
      events.push(event),
    ).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; message: string },
    );
    return { events, error };
  };
  const refused = await told({ budget: 5, over: "refuse" });
  assert.equal(refused.error?.code, "TRB_POLICY_BROKEN");
  assert.match(
    refused.error!.message,
    /breaks a policy\. budget: kubernetes-small: cost\.budget is 5\.00 USD, and the stack costs at least (\S+) USD a month; allowed: at least \1, or a smaller stack\. Make the stack smaller/,
  );
  const [first] = refused.events;
  assert.ok(first?.type === "cost");
  assert.match(first.text, /^Cost a month without traffic: at least \S+ USD/);
  assert.equal(first.estimate.least.atLeast, true);
  const warned = await told({ budget: 5 });
  assert.equal(warned.error, undefined, "in development it is told alone");
  assert.deepEqual(
    warned.events.map((event) => (event.type === "message" ? event.severity : event.type)),
    ["cost", "warning"],
  );
});

test("the command: a table that fits, JSON, a price of one's own, status 5 over the budget", async () => {
  const cli = (...args: string[]) =>
    run(process.execPath, ["infra/cli/main.ts", "cost", ...args], { TRIBUTARY_HOME: home, COLUMNS: "100" });
  const own = written("own.yaml", ownRow);
  const text = await cli("kubernetes-small", "--prices", own);
  assert.deepEqual([text.code, text.stderr], [0, ""]);
  assert.match(text.stdout, /^Stack kubernetes-small\nCost a month without traffic: at least \S+ USD/);
  const [, table = ""] = text.stdout.split("\n\n");
  assert.match(table, /^USD a month +how many +at least +at its limits\nPods' requests, vCPU +/);
  assert.ok(table.split("\n").every((line) => line.length <= 100));
  assert.match(text.stdout, /Unknown and not in the sums: kubernetes, (disk GiB-month|memory GiB hour)/);
  const raw = small({ budget: 1, over: "refuse", prices: own });
  const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`tributary:${key}`, value]));
  const file = written("Pulumi.kubernetes-small.yaml", JSON.stringify({ config }));
  const json = await cli("kubernetes-small", "--config-file", file, "--json");
  const { refused, over, budget, least } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, refused, over, budget, least.usd > 1], [5, true, true, 1, true]);
});

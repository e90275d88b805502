/** What is recorded, held against Confluent's published API specification; and mistakes of each kind, which it must find. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConfluentArgs } from "../../../../components/kafka/confluent/args.ts";
import { stackNames } from "../../../../infra/stack-file.ts";
import { violations } from "../../../support/confluent-api/conform.ts";
import { requests } from "../../../support/confluent-api/requests.ts";
import {
  bodyOf,
  type Module,
  type Specification,
  specifications,
  missing as toolsMissing,
} from "../../../support/confluent-api/specifications.ts";
import { type Recorded, recordStack } from "../../../support/recording.ts";
import { args, awsWay, azureWay, gcpWay, made } from "./args.ts";

let known: Record<Module, Specification>;
/** Why nothing can be looked up here. */
let missing = toolsMissing;
if (missing === undefined)
  try {
    known = await specifications();
  } catch (error) {
    missing = `Confluent's modules cannot be fetched: ${String(error).split("\n", 3).join(" ")}`;
  }

function judge(
  { type, inputs }: Pick<Recorded, "type" | "inputs">,
  change: (body: any) => void = () => undefined,
): string[] {
  const { module, operation, body } = requests[type]!(inputs);
  // As it travels: without what is not set.
  const sent = JSON.parse(JSON.stringify(body));
  change(sent);
  return violations(known[module], bodyOf(known[module], operation), sent);
}

/** Resources of the service that a request makes. */
const ours = (resources: Recorded[]) => resources.filter(({ type }) => type.startsWith("confluentcloud:index/"));

const quota = { produceBytesPerSecond: 1_000_000, consumeBytesPerSecond: 1_000_000 };
const everything: Record<string, () => Promise<Partial<ConfluentArgs>>> = {
  "basic by ACLs": async () => ({
    size: { kind: "basic", maxEcku: 1 },
    availability: "low",
    authorization: "acls",
    access: { ...args.access, admin: { auth: "scram", admin: ["topics", "access", "groups", "cluster"] } },
  }),
  "standard with tables": async () => ({
    tableflow: {
      events: { formats: ["ICEBERG", "DELTA"] },
      out: { formats: ["DELTA"], bucket: { name: "lake", providerIntegration: "cspi-1" } },
    },
  }),
  "enterprise on AWS": async () => ({ size: { kind: "enterprise", maxEcku: 2 }, private: await awsWay() }),
  "enterprise on Google Cloud": async () => ({ size: { kind: "enterprise" }, cloud: "gcp", private: await gcpWay() }),
  "enterprise on Azure": async () => ({ size: { kind: "enterprise" }, cloud: "azure", private: await azureWay() }),
  "dedicated, public, with quotas": async () => ({
    size: { kind: "dedicated", cku: 2 },
    encryptionKey: "cck-1",
    access: { writer: { ...args.access["writer"]!, quota } },
  }),
  "dedicated on AWS": async () => ({
    size: { kind: "dedicated", cku: 2 },
    private: await awsWay(["euc1-az1", "euc1-az2", "euc1-az3"]),
  }),
  "dedicated on Google Cloud": async () => ({
    size: { kind: "dedicated", cku: 2 },
    cloud: "gcp",
    private: await gcpWay(["europe-west3-a", "europe-west3-b", "europe-west3-c"]),
  }),
  "dedicated on Azure": async () => ({
    size: { kind: "dedicated", cku: 2 },
    cloud: "azure",
    private: await azureWay(["1", "2", "3"]),
  }),
  freight: async () => ({
    size: { kind: "freight", maxEcku: 2 },
    private: await awsWay(["euc1-az1", "euc1-az2", "euc1-az3"]),
  }),
};

describe("Confluent's API specification", { skip: missing ?? false }, () => {
  const types = new Set<string>();
  for (const [what, change] of Object.entries(everything))
    test(`${what}: every request is one that the service knows`, async () => {
      const { recording } = await made(await change());
      const found = ours(recording.resources);
      assert.ok(found.length > 5);
      for (const resource of found) {
        types.add(resource.type);
        assert.deepEqual(judge(resource), [], resource.name);
      }
    });

  test("the committed stacks, with their registries", async () => {
    const stacks = stackNames().filter((stack) => stack.includes("confluent"));
    for (const stack of stacks)
      for (const resource of ours((await recordStack(stack)).resources)) {
        types.add(resource.type);
        assert.deepEqual(judge(resource), [], `${stack}: ${resource.name}`);
      }
    assert.deepEqual([...types].sort(), Object.keys(requests).sort(), "each resource was held against its request");
  });

  test("mistakes are found: unknown and missing fields, words, numbers and kinds that the service has not", async () => {
    const { recording } = await made({ ...(await everything["enterprise on AWS"]!()) });
    const { recording: open } = await made({
      ...(await everything["dedicated, public, with quotas"]!()),
      authorization: "acls",
    });
    const wrong = (resource: Recorded, change: (body: any) => void) => judge(resource, change).join("; ");
    const cluster = recording.named("kafka-cluster");
    const mistakes: [string, (body: any) => void, RegExp][] = [
      [
        "an unknown word",
        (body) => (body.spec.availability = "MULTI"),
        /spec\.availability is "MULTI", not one of MULTI_ZONE/,
      ],
      ["a field that is missing", (body) => delete body.spec.region, /spec\.region is missing/],
      ["a misspelt field", (body) => (body.spec.deletionProtection = true), /deletionProtection is not known/],
      ["an unknown kind", (body) => (body.spec.config.kind = "Huge"), /config\.kind is "Huge", not one of Basic/],
      ["a field of another kind", (body) => (body.spec.config.cku = 2), /config\.cku is not known/],
      ["a number that is too small", (body) => (body.spec.config.max_ecku = 0), /max_ecku is less than 1/],
      ["a number as text", (body) => (body.spec.config.max_ecku = "2"), /max_ecku is string, not a number/],
      ["a reference without an id", (body) => (body.spec.environment = {}), /environment\.id is missing/],
      [
        "what is only for reading",
        (body) => (body.spec.http_endpoint = "https://x"),
        /http_endpoint is only for reading/,
      ],
    ];
    for (const [what, change, expected] of mistakes) assert.match(wrong(cluster, change), expected, what);
    const account = recording.named("kafka-account-writer");
    assert.match(
      wrong(account, (body) => delete body.display_name),
      /display_name is missing/,
    );
    const role = recording.named("kafka-role-administrator");
    assert.match(
      wrong(role, (body) => delete body.crn_pattern),
      /crn_pattern is missing/,
    );
    const point = recording.named("kafka-access-point");
    assert.match(
      wrong(point, (body) => delete body.spec.config.vpc_endpoint_id),
      /vpc_endpoint_id is missing/,
    );
    assert.match(
      wrong(point, (body) => {
        body.spec.config.vpc_endpoint_id = "";
      }),
      /vpc_endpoint_id is shorter than 1/,
    );
    const { recording: dedicated } = await made(await everything["dedicated on AWS"]!());
    assert.match(
      wrong(dedicated.named("kafka-network"), (body) => body.spec.zones.pop()),
      /zones has fewer than 3/,
    );
    const acl = open.named("kafka-acl-writer-topic-write-login-events");
    assert.match(
      wrong(acl, (body) => (body.operation = "WRITES")),
      /operation is "WRITES"/,
    );
    assert.match(
      wrong(acl, (body) => (body.pattern_type = "GLOB")),
      /pattern_type is "GLOB"/,
    );
    const limit = open.named("kafka-quota-writer");
    assert.match(
      wrong(limit, (body) => (body.spec.throughput.ingress_byte_rate = 1)),
      /ingress_byte_rate is number, not text/,
    );
  });
});

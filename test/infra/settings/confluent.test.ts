/** What Confluent Cloud wants of settings is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { confluentChoices, nameProblems, requireConfluent } from "../../../infra/clouds/confluent.ts";
import { parseSettings, type SettingsOf, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of a stack with changes. */
function problems(stack: string, change: (raw: Raw) => void): Record<string, string> {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}
const gcp = (change: (raw: Raw) => void) => problems("confluent-gcp-development", change);
const azure = (change: (raw: Raw) => void) => problems("confluent-azure-production", change);
const kubernetes = (change: (raw: Raw) => void) => problems("confluent-kubernetes", change);
const settingsOf = (stack: string, change: (raw: Raw) => void = () => undefined) => {
  const raw = structuredClone(readStackFile(stack)) as Raw;
  change(raw);
  return parseSettings(raw) as SettingsOf<"gcp">;
};

test("the committed stacks are right", () => {
  for (const stack of [gcp, azure, kubernetes])
    assert.deepEqual(
      stack(() => undefined),
      {},
    );
});

test("defaults are the kind's", () => {
  const of = (kind: string) => {
    const { availability, network, authorization } = confluentChoices({ size: { kind } } as never);
    return [availability, network, authorization];
  };
  assert.deepEqual(of("basic"), ["low", "public", "acls"]);
  assert.deepEqual(of("standard"), ["high", "public", "roles"]);
  assert.deepEqual(of("enterprise"), ["high", "private", "roles"]);
  assert.deepEqual(of("dedicated"), ["high", "public", "roles"]);
  assert.deepEqual(of("freight"), ["high", "private", "roles"]);
});

test("in production a kind that can be public is so only where that is written", () => {
  const dedicated = (more: object, environment = "production") =>
    gcp((raw) => {
      raw["environment"] = environment;
      Object.assign(raw["kafka"], { size: { kind: "dedicated", cku: 2 }, ...more });
    });
  assert.match(dedicated({})["kafka.network"]!, /^private, or public written out/);
  assert.deepEqual(dedicated({ network: "public" }), {});
  assert.deepEqual(dedicated({}, "development"), {});
  for (const kind of ["basic", "standard"]) assert.deepEqual(dedicated({ size: { kind } }), {}, kind);
});

test("what a kind cannot be", () => {
  const found = gcp((raw) => {
    Object.assign(raw["kafka"], {
      availability: "high",
      network: "private",
      authorization: "roles",
      encryptionKey: "cck-1",
    });
  });
  assert.match(found["kafka.availability"]!, /^low, because kafka\.size\.kind is basic/);
  assert.match(found["kafka.network"]!, /^public, because .*another one is enterprise, dedicated, freight/);
  assert.match(found["kafka.authorization"]!, /^acls, because/);
  assert.match(found["kafka.encryptionKey"]!, /enterprise, dedicated, freight can have one/);
  const open = azure((raw) => {
    raw["kafka"].network = "public";
  });
  assert.match(
    open["kafka.network"]!,
    /^private, because kafka\.size\.kind is enterprise, and another one is basic, standard, dedicated/,
  );
});

test("units: two with several zones", () => {
  assert.match(
    azure((raw) => {
      raw["kafka"].size.maxEcku = 1;
    })["kafka.size.maxEcku"]!,
    /at least 2, because kafka\.availability is high/,
  );
  const dedicated = (size: object, more: object = {}) =>
    gcp((raw) => {
      Object.assign(raw["kafka"], { size: { kind: "dedicated", ...size }, ...more });
    });
  assert.match(dedicated({ cku: 1 }, { availability: "high" })["kafka.size.cku"]!, /at least 2/);
  assert.match(dedicated({ cku: 1 })["kafka.size.cku"]!, /at least 2, because kafka\.availability is high by default/);
  assert.deepEqual(dedicated({ cku: 1 }, { availability: "low" }), {});
  assert.ok("kafka.size.cku" in dedicated({}));
});

test("quotas: of kinds that have them, both ways, a million bytes at least, and bytes alone", () => {
  const found = gcp((raw) => {
    raw["kafka"].access.ingest.quota = { produceBytesPerSecond: 10, requestPercent: 5 };
  });
  assert.match(
    found["kafka.access.ingest.quota"]!,
    /no quota: backend confluent cannot do quotas \(Client quotas are for/,
  );
  assert.match(found["kafka.access.ingest.quota.produceBytesPerSecond"]!, /at least 1000000/);
  assert.match(found["kafka.access.ingest.quota.consumeBytesPerSecond"]!, /both ways or none/);
  assert.match(found["kafka.access.ingest.quota.requestPercent"]!, /nothing/);
});

test("logins that are not made there", () => {
  for (const auth of ["mtls", "iam", "oauth"]) {
    const found = gcp((raw) => {
      raw["kafka"].access.ingest.auth = auth;
    });
    assert.match(found["kafka.access.ingest.auth"]!, new RegExp(`^scram: backend confluent cannot do auth\\.${auth}`));
  }
});

test("cloud and region: said where the stack has none, and as that cloud writes them", () => {
  const none = kubernetes((raw) => {
    delete raw["kafka"].cloud;
    delete raw["kafka"].region;
  });
  assert.match(none["kafka.cloud"]!, /aws, gcp or azure/);
  assert.ok("kafka.region" in none);
  for (const [cloud, region] of [
    ["aws", "europe-west3"],
    ["gcp", "eu-central-1"],
    ["azure", "eu-central-1"],
    // As the cloud writes them, and nowhere.
    ["aws", "xx-nowhere-9"],
    ["aws", "us-west-1"],
    ["gcp", "europe-west99"],
    ["azure", "northpole"],
  ])
    assert.match(
      kubernetes((raw) => {
        Object.assign(raw["kafka"], { cloud, region });
      })["kafka.region"]!,
      new RegExp(`region of ${cloud}`),
    );
  // The stack's own region is the cluster's.
  const own = problems("aws-confluent-development", (raw) => {
    raw["aws"].region = "us-west-1";
  });
  assert.match(own["aws.region"]!, /^a region of aws that Confluent Cloud has: .*eu-central-1/);
  const elsewhere = gcp((raw) => {
    raw["kafka"].cloud = "aws";
  });
  assert.match(elsewhere["kafka.region"]!, /region of the cloud that the cluster is in/);
  const bad = problems("confluent-azure-production", (raw) => {
    raw["azure"].location = "West Europe";
  });
  assert.ok("azure.location" in bad);
});

test("a private cluster is in the region of its way, but on Azure", () => {
  const away = (stack: string, region: string) =>
    problems(stack, (raw) => {
      raw["kafka"].region = region;
    })["kafka.region"];
  assert.match(
    away("aws-confluent-production", "eu-west-1")!,
    /^eu-central-1, as aws\.region says, because kafka\.network is private/,
  );
  assert.match(away("confluent-gcp-production", "europe-west1")!, /as gcp\.region says/);
  assert.equal(away("confluent-azure-production", "northeurope"), undefined);
  assert.equal(away("aws-confluent-development", "eu-west-1"), undefined, "a public one may be anywhere");
});

test("a private cluster needs a way: the stack's own network, of the same cloud", () => {
  assert.match(
    azure((raw) => {
      delete raw["azure"].network;
    })["azure.network"]!,
    /network that leads to the cluster, because kafka\.network is private; or .*kind that can be public/,
  );
  assert.match(
    azure((raw) => {
      Object.assign(raw["kafka"], { cloud: "aws", region: "eu-central-1" });
    })["kafka.network"]!,
    /a stack on cloud aws, whose network leads to it/,
  );
  const dedicated = gcp((raw) => {
    raw["environment"] = "production";
    Object.assign(raw["kafka"], { size: { kind: "dedicated", cku: 2 }, network: "private" });
  });
  assert.match(dedicated["gcp.network"]!, /or kafka\.network: public/);
  assert.match(dedicated["kafka.size.zones"]!, /the 3 zones of the cluster's network/);
  const open = gcp((raw) => {
    raw["environment"] = "production";
    Object.assign(raw["kafka"], { size: { kind: "dedicated", cku: 2 }, network: "public" });
  });
  assert.deepEqual(open, {});
});

test("freight: on AWS, for others' producers", () => {
  const found = gcp((raw) => {
    raw["kafka"].size = { kind: "freight", zones: ["euc1-az1"] };
    raw["workload"].processor = { semantics: "exactly-once" };
  });
  assert.match(found["kafka.size.kind"]!, /producers are idempotent, and freight clusters take none/);
  const alone = gcp((raw) => {
    raw["kafka"].size = { kind: "freight", zones: ["euc1-az1"] };
    raw["kafka"].topics.aggregates.cleanup = "delete";
    delete raw["workload"];
  });
  assert.match(alone["kafka.size.kind"]!, /another kind on gcp; on aws this one/);
  assert.match(found["workload.processor.semantics"]!, /neither transactions nor idempotent producers/);
  assert.match(found["kafka.topics.aggregates.cleanup"]!, /clean-up policy/);
});

test("topics: copies that are not for choosing, configuration that the service does not take", () => {
  const found = gcp((raw) => {
    raw["kafka"].topics.events.replication = 2;
    raw["kafka"].topics.processed.minInsync = 4;
    raw["kafka"].topics.deadLetter.config = { "segment.byte": "1", "compression.type": "lz4" };
  });
  assert.match(found["kafka.topics.events.replication"]!, /^3, or nothing/);
  assert.match(found["kafka.topics.processed.minInsync"]!, /at most replication, which is 3/);
  assert.ok("kafka.topics.deadLetter.config.compression.type" in found);
  assert.ok("kafka.topics.deadLetter.config.segment.byte" in found);
});

test("tables: of a topic that is there and has a schema, of a cluster that is not private, in a bucket on AWS alone", () => {
  const found = kubernetes((raw) => {
    raw["kafka"].tableflow = { events: {}, proccessed: {} };
    Object.assign(raw["kafka"], { cloud: "azure", region: "westeurope" });
    raw["kafka"].tableflow.processed = { bucket: { name: "lake", providerIntegration: "cspi-1" } };
  });
  assert.match(found["kafka.tableflow.events"]!, /whose values have a schema/);
  assert.match(found["kafka.tableflow.proccessed"]!, /events, processed/);
  assert.match(found["kafka.tableflow.processed.bucket"]!, /a bucket is AWS'/);
  assert.match(
    azure((raw) => {
      raw["kafka"].tableflow = { events: {} };
    })["kafka.tableflow"]!,
    /none with a private cluster/,
  );
});

test("principals: names of the platform, names that are one in Kubernetes, names that are too long", () => {
  const found = gcp((raw) => {
    raw["kafka"].access.administrator = {};
    raw["kafka"].access.Ingest = {};
    raw["kafka"].access["x".repeat(60)] = {};
  });
  assert.match(found["kafka.access.administrator"]!, /the platform's own/);
  assert.match(found["kafka.access.Ingest"]!, /differs from ingest/);
  assert.match(found[`kafka.access.${"x".repeat(60)}`]!, /at most 53/);
  const long = nameProblems(
    settingsOf("confluent-gcp-development", (raw) => {
      raw["kafka"].access["y".repeat(40)] = {};
    }),
    "a-stack-with-a-long-name",
  );
  assert.equal(long[0]!.path, `kafka.access.${"y".repeat(40)}`);
  assert.match(long[0]!.allowed, /at most 29 characters: Confluent Cloud takes 64/);
});

test("missing credentials are one sentence that names what is missing", () => {
  const message = (env: NodeJS.ProcessEnv) => {
    try {
      requireConfluent(settingsOf("confluent-gcp-development"), "test", env);
      return "";
    } catch (error) {
      assert.equal((error as TributaryError).code, "TRB_CREDENTIALS_INVALID");
      return (error as TributaryError).message;
    }
  };
  assert.match(message({}), /and neither is set\.$/);
  assert.match(message({ CONFLUENT_CLOUD_API_KEY: "k" }), /CONFLUENT_CLOUD_API_SECRET is not set\.$/);
  assert.match(message({ CONFLUENT_CLOUD_API_SECRET: "s" }), /and CONFLUENT_CLOUD_API_KEY is not set\.$/);
  assert.equal(message({ CONFLUENT_CLOUD_API_KEY: "k", CONFLUENT_CLOUD_API_SECRET: "s" }), "");
  assert.ok(!message({ CONFLUENT_CLOUD_API_KEY: "not-shown" }).includes("not-shown"));
});

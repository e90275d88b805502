import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import { capabilitiesOf } from "../../components/kafka/capabilities.ts";
import { loadSettings, type Problem, parseSettings, settingsProblems } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import { chance } from "../support/chance.ts";

type Raw = Record<string, any>;

/** Stack local with changes. */
function changed(change: (raw: Raw) => void): Raw {
  const raw = structuredClone(readStackFile("local")) as Raw;
  change(raw);
  return raw;
}

function problems(change: (raw: Raw) => void): Problem[] {
  return settingsProblems(changed(change));
}

function paths(change: (raw: Raw) => void): string[] {
  return problems(change).map(({ path }) => path);
}

test("defaults are filled in", () => {
  const settings = parseSettings({ cloud: "local", kafka: { backend: "local" } });
  assert.equal(settings.settingsVersion, 1);
  assert.equal(settings.environment, "development");
  assert.equal(settings.workload, undefined);
  assert.equal(settings.registry.enabled, true);
  assert.ok(settings.cloud === "local");
  assert.equal(settings.local.ports.kafka, 19092);
  assert.ok(settings.kafka.backend === "local");
  assert.deepEqual([settings.kafka.nodes, settings.kafka.heapMb, settings.kafka.metadata], [1, 384, "kraft"]);
  const whole = parseSettings(readStackFile("local"));
  assert.deepEqual(
    [whole.workload?.processor.workers, whole.workload?.ingest.principal, whole.kafka.access["ingest"]?.auth],
    [1, "ingest", "scram"],
  );
});

test("all problems come at once, each with path, what stands there, and what is allowed", () => {
  const found = problems((raw) => {
    raw.kafka.topics.events.partitions = "six";
    raw.kafka.topics.events.partitons = 6;
    raw.kafka.topics.processed.schema.value.file = "app/schemas/none.json";
    raw.kafka.access.generator.produce = ["login-event"];
    raw.workload.topics.deadLetter = "deadletter";
    raw.local = { ports: { ops: 80 } };
    raw.environment = "prod";
    raw.registri = {};
    raw.kafka.topics.deadLetter.retention = "a month";
  });
  const by = new Map(found.map((problem) => [problem.path, problem]));
  assert.deepEqual(by.get("kafka.topics.events.partitions"), {
    path: "kafka.topics.events.partitions",
    given: '"six"',
    allowed: "a whole number from 1 to 10000",
  });
  assert.equal(by.get("kafka.topics.events.partitons")?.nearest, "partitions");
  assert.equal(by.get("registri")?.nearest, "registry");
  assert.equal(by.get("kafka.access.generator.produce[0]")?.nearest, "login-events");
  assert.equal(by.get("workload.topics.deadLetter")?.nearest, "deadLetter");
  assert.match(by.get("local.ports.ops")!.allowed, /1024 to 65535/);
  assert.match(by.get("environment")!.allowed, /development, production/);
  assert.match(by.get("kafka.topics.deadLetter.retention")!.allowed, /7d/);
  assert.ok(by.has("kafka.topics.processed.schema.value.file"));
  assert.ok(by.has("kafka.access.generator.produce"), "and what that right was for");
  assert.equal(found.length, by.size);

  try {
    parseSettings(changed((raw) => Object.assign(raw, { registri: 1, environment: "prod" })));
    assert.fail("wrong settings were accepted");
  } catch (error) {
    assert.ok(error instanceof TributaryError);
    assert.equal(error.code, "TRB_SETTINGS_INVALID");
    assert.equal((error.details["problems"] as Problem[]).length, 2);
    assert.match(error.message, /registri is not a known key/);
    assert.match(error.message, /environment is "prod"; allowed: development, production/);
  }
});

test("what cannot be deployed yet says what can be, and nothing else", () => {
  for (const [cloud, backend, given] of [
    ["gcp", "gcp-managed", "cannot deploy yet"],
    ["azure", "event-hubs", "cannot deploy yet"],
    ["local", "gcp-managed", "cannot deploy yet"],
    ["local", "msk", "which cloud local has not"],
    ["gcp", "strimzi", "which cloud gcp has not"],
  ]) {
    const [only] = settingsProblems({ cloud, kafka: { backend } });
    assert.equal(only?.path, "kafka.backend");
    assert.match(
      `${only!.given}; ${only!.allowed}`,
      new RegExp(
        `${given}; one of these pairs of cloud and kafka.backend: local with local or existing; .*aws with .*msk`,
      ),
    );
  }
  assert.deepEqual(
    settingsProblems({ cloud: "moon", environment: "x", kafka: { backend: "local" } })
      .map(({ path }) => path)
      .sort(),
    ["cloud", "environment"],
  );
});

test("a secret's value is never shown, wherever it stands", () => {
  const texts = [
    problems((raw) => {
      raw.kafka = { ...raw.kafka, backend: "existing", bootstrapServers: ["user:hunter2@host:9092"], nodes: 1 };
      raw.kafka.principals = { ingest: { mechanism: "plain", username: "u", password: "hunter2" } };
      raw.kafka.admin = {
        mechanism: "oauthbearer",
        clientSecret: { active: "hunter2" },
        tokenUrl: "hunter2:hunter2@x",
      };
    }),
    problems((raw) => {
      raw.password = "hunter2";
      raw.logging = { level: { secure: "hunter2" } };
      raw.kafka.config = { "ssl.keystore.password": 5, "sasl.jaas.config": ["hunter2"] };
    }),
  ].map((found) => JSON.stringify(found));
  for (const text of texts) assert.ok(!text.includes("hunter2"), text);
  assert.match(texts[1]!, /logging.level.*encrypted value.*reference/);
});

test("an encrypted value is one problem, and never part of the settings", () => {
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics.events.partitions = { secure: "v1:abc:def" })),
    ["kafka.topics.events.partitions"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka = { secure: "v1:abc:def" })),
    ["kafka"],
  );
});

test("topics: names, copies, configuration", () => {
  assert.deepEqual(
    paths(
      (raw) =>
        (raw.kafka.topics = {
          ...raw.kafka.topics,
          a: { name: "x.y", partitions: 1 },
          b: { name: "x_y", partitions: 1 },
        }),
    ),
    ["kafka.topics.b.name"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics.events.replication = 2)),
    ["kafka.topics.events.replication"],
  );
  assert.deepEqual(
    paths((raw) => Object.assign(raw.kafka.topics.events, { replication: 1, minInsync: 2 })),
    ["kafka.topics.events.minInsync"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics.events.config = { "retention.ms": "1" })),
    ["kafka.topics.events.config.retention.ms"],
  );
  assert.deepEqual(
    paths((raw) => (raw.registry = { enabled: false })),
    ["registry.enabled"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics.events.schema.value.file = "../outside.json")),
    ["kafka.topics.events.schema.value.file"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics["bad key"] = { partitions: 1 })),
    ["kafka.topics.bad key"],
  );
});

test("counts are kept in a compacted topic with as many partitions as the input", () => {
  assert.deepEqual(
    paths((raw) => (raw.kafka.topics.events.partitions = 12)),
    ["kafka.topics.aggregates.partitions"],
  );
  assert.deepEqual(
    paths((raw) => delete raw.kafka.topics.aggregates.cleanup),
    ["kafka.topics.aggregates.cleanup"],
  );
  assert.deepEqual(
    paths((raw) => delete raw.workload.topics.aggregates),
    [],
  );
});

test("workload: topics, principals and their rights", () => {
  assert.deepEqual(
    paths((raw) => (raw.workload.processor = { principal: "procesor" })),
    ["workload.processor.principal"],
  );
  assert.deepEqual(
    paths((raw) => (raw.workload.processor = { group: "other" })),
    ["kafka.access.processor.consume", "kafka.access.processor.consume"],
  );
  assert.deepEqual(
    paths((raw) => (raw.kafka.access.processor.produce = [])),
    ["kafka.access.processor.produce", "kafka.access.processor.produce", "kafka.access.processor.produce"],
  );
  assert.deepEqual(paths((raw) => (raw.workload.topics.output = "events")).slice(0, 1), ["workload.topics.output"]);
  assert.deepEqual(
    paths((raw) => (raw.kafka.access.generator.produce = ["login-*"])),
    [],
    "a prefix gives the right too",
  );
});

test("the smoke test: a principal of its own that may do what the test does, and nothing else", () => {
  const smoke = (change: (access: any, workload: any) => void) =>
    problems((raw) => change(raw.kafka.access, raw.workload)).map(({ path, allowed }) => [path, allowed] as const);
  const paths = (change: (access: any, workload: any) => void) => smoke(change).map(([path]) => path);
  assert.deepEqual(
    paths((access) => delete access.smoke),
    ["workload.smoke.principal"],
  );
  assert.deepEqual(
    paths((access) => (access.smoke = {})),
    ["kafka.access.smoke.produce", "kafka.access.smoke.consume", "kafka.access.smoke.consume"],
  );
  const [[path, allowed] = []] = smoke((access) => access.smoke.produce.push("login-events-processed"));
  assert.equal(path, "kafka.access.smoke.produce[1]");
  assert.equal(allowed, "login-events alone, because the smoke test writes to nothing else");
  assert.deepEqual(
    paths((access) => (access.smoke.produce = ["login-*"])),
    ["kafka.access.smoke.produce[0]"],
    "a prefix means results, too",
  );
  assert.deepEqual(
    paths((access) => access.smoke.consume.push({ topic: "*", group: "smoke-*" })),
    ["kafka.access.smoke.consume[2].topic"],
  );
  assert.deepEqual(
    paths((access) => Object.assign(access.smoke, { admin: ["topics"], transactionalIdPrefix: "smoke-" })),
    ["kafka.access.smoke.transactionalIdPrefix", "kafka.access.smoke.admin"],
  );
  assert.deepEqual(
    paths((_, workload) => (workload.smoke.principal = "ingest")),
    ["workload.smoke.principal"],
  );
  assert.deepEqual(
    paths((_, workload) => (workload.processor = { instances: 0 })),
    ["workload.smoke.enabled"],
  );
  // The clock of one machine runs nothing, and what is no schedule is told as such.
  assert.deepEqual(
    paths((_, workload) => (workload.smoke.schedule = "@hourly")),
    ["workload.smoke.schedule"],
  );
  assert.match(String(smoke((_, workload) => (workload.smoke.schedule = "soon"))), /five fields of cron/);
  assert.deepEqual(
    paths((access, workload) => {
      delete access.smoke;
      delete workload.smoke;
    }),
    [],
  );
});

test("exactly-once needs the right to transactional ids, and a backend that has transactions", () => {
  const exactlyOnce = (raw: any) => (raw.workload.processor = { semantics: "exactly-once" });
  assert.deepEqual(paths(exactlyOnce), ["kafka.access.processor.transactionalIdPrefix"]);
  assert.deepEqual(problems(exactlyOnce)[0], {
    path: "kafka.access.processor.transactionalIdPrefix",
    given: "missing",
    allowed:
      "what its transactional ids begin with, such as processor-, because workload.processor.semantics is exactly-once",
  });
  const allowed = (raw: any) => {
    exactlyOnce(raw);
    raw.kafka.access.processor.transactionalIdPrefix = "processor-";
  };
  assert.deepEqual(paths(allowed), []);
  const cell = capabilitiesOf("local").transactions;
  try {
    cell.supported = false;
    assert.deepEqual(
      paths((raw) => {
        allowed(raw);
        for (const spec of Object.values<any>(raw.kafka.access)) delete spec.transactionalIdPrefix;
      }).sort(),
      ["kafka.access.processor.transactionalIdPrefix", "workload.processor.semantics"],
    );
  } finally {
    cell.supported = true;
  }
});

test("which parts of the fast path: names are known, and exactly-once has those that it needs", () => {
  const fastpath = (text: string, semantics = "at-least-once") =>
    problems((raw) => {
      raw.kafka.access.processor.transactionalIdPrefix = "processor-";
      raw.workload = { ...raw.workload, fastpath: text, processor: { semantics } };
    }).map(({ path, allowed }) => [path, allowed]);
  for (const text of ["on", "off", "send,decode", "-send"]) assert.deepEqual(fastpath(text), []);
  for (const text of ["sent", "send,-decode"]) assert.equal(fastpath(text)[0]?.[0], "workload.fastpath");
  assert.deepEqual(fastpath("-codecs", "exactly-once"), []);
  assert.deepEqual(fastpath("-codecs,-send,-decode", "exactly-once"), [
    ["workload.fastpath", "on, or at least send, decode, because workload.processor.semantics is exactly-once"],
  ]);
  assert.match(fastpath("off", "exactly-once")[0]![1]!, /^on, or at least send, transactions, decode, consumer-group,/);
});

test("how records are sent: bounds of batches, and codecs that the brokers take", () => {
  assert.deepEqual(
    paths((raw) => {
      raw.workload.ingest = { compression: "brotli", batching: { lingerMs: 1_001, maxBytes: 1, maxRecords: 0 } };
    }),
    [
      "workload.ingest.compression",
      "workload.ingest.batching.lingerMs",
      "workload.ingest.batching.maxBytes",
      "workload.ingest.batching.maxRecords",
    ],
  );
  const compressed = (raw: any, compression: string) => {
    raw.workload.ingest = { compression };
    raw.workload.processor = { compression };
    raw.workload.generator = { enabled: false, compression };
  };
  assert.deepEqual(
    paths((raw) => compressed(raw, "zstd")),
    [],
  );
  const gzipOnly = (compression: string) => {
    const raw = structuredClone(readStackFile("existing-local")) as Raw;
    raw["kafka"].compression = ["none", "gzip"];
    compressed(raw, compression);
    return settingsProblems(raw).map(({ path }) => path);
  };
  assert.deepEqual(gzipOnly("gzip"), []);
  assert.deepEqual(gzipOnly("zstd"), ["workload.ingest.compression", "workload.processor.compression"]);
});

test("ports are distinct and in range, and only those in use count", () => {
  assert.deepEqual(
    paths((raw) => (raw.local = { ports: { ingest: 19092 } })),
    ["local.ports.ingest"],
  );
  assert.deepEqual(
    paths((raw) => (raw.local = { ports: { zookeeper: 19092 } })),
    [],
    "no ZooKeeper, no port of it",
  );
  assert.deepEqual(
    paths((raw) => {
      raw.kafka.nodes = 3;
      raw.local = { ports: { kafka: 65534 } };
    }),
    ["local.ports.kafka"],
  );
  const [collision] = problems((raw) => {
    raw.kafka.nodes = 3;
    raw.local = { ports: { replication: 19094 } };
  });
  assert.match(collision!.allowed, /kafka-3 another one than 19094, which kafka-1 has by local.ports.replication/);
});

test("what a backend cannot do is refused with its reason and the choices", () => {
  const [problem] = problems((raw) => (raw.kafka.access.reader.auth = "oauth"));
  assert.equal(problem?.path, "kafka.access.reader.auth");
  assert.match(problem!.allowed, /^scram: backend local cannot do auth.oauth \(No token service/);
  assert.deepEqual(
    paths((raw) => (raw.kafka.version = "3.9.2")),
    ["kafka.version"],
  );
  const existing = structuredClone(readStackFile("existing-local")) as Raw;
  existing.kafka.access.reader.rotation = 2;
  assert.deepEqual(
    settingsProblems(existing).map(({ path }) => path),
    ["kafka.access.reader.rotation"],
  );
});

test("an existing cluster: each principal has an identity that fits", () => {
  const raw = structuredClone(readStackFile("existing-local")) as Raw;
  raw.kafka.access.stranger = {};
  raw.kafka.access.reader.auth = "mtls";
  raw.kafka.access.ingest.quota = { produceBytesPerSecond: 1000 };
  raw.kafka.protocol = "SSL";
  const found = settingsProblems(raw);
  const of = (path: string) => found.find((problem) => problem.path === path);
  assert.match(of("kafka.principals.stranger")!.allowed, /kafka.access.stranger/);
  assert.match(of("kafka.access.reader.auth")!.allowed, /scram/);
  assert.match(of("kafka.access.ingest.quota")!.allowed, /kafka.admin/);
  assert.match(of("kafka.principals.ingest.mechanism")!.allowed, /mtls or none/);
  assert.deepEqual(
    settingsProblems({ cloud: "local", kafka: { backend: "existing", bootstrapServers: ["a:1"] } }).map(
      ({ path }) => path,
    ),
    ["kafka.principals"],
  );
});

test("an existing cluster: what the application would refuse is refused before anything is deployed", () => {
  const raw = structuredClone(readStackFile("existing-local")) as Raw;
  raw.kafka.bootstrapServers = ["kafka.example:9092"];
  raw.kafka.protocol = "SASL_PLAINTEXT";
  raw.kafka.principals.reader = {
    mechanism: "oauthbearer",
    tokenUrl: "http://idp.example/token",
    clientId: "reader",
    clientSecret: { active: { store: "file", name: "reader.secret" } },
  };
  raw.kafka.access.reader.auth = "oauth";
  const told = settingsProblems(raw).map(({ path, allowed }) => `${path}: ${allowed}`);
  assert.ok(told.some((text) => /^kafka\.principals\.ingest: .*to kafka\.example:9092 without encryption/.test(text)));
  assert.ok(told.some((text) => /^kafka\.principals\.reader: .*tokenUrl is http/.test(text)));
});

test("settings come from Pulumi's configuration as from the file", () => {
  const raw = readStackFile("local");
  const text = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      `tributary:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  pulumi.runtime.setAllConfig({ ...text, "aws:region": "eu-central-1" });
  assert.deepEqual(loadSettings(new pulumi.Config("tributary")), parseSettings(raw));
  pulumi.runtime.setAllConfig({ ...text, "tributary:clout": "x" });
  assert.throws(() => loadSettings(new pulumi.Config("tributary")), /clout is not a known key.*nearest: cloud/);
  pulumi.runtime.setAllConfig({ ...text, "tributary:logging": '{"level":"hunter2"}' }, ["tributary:logging"]);
  assert.throws(
    () => loadSettings(new pulumi.Config("tributary")),
    (error: Error) => /logging is an encrypted value/.test(error.message) && !error.message.includes("hunter2"),
  );
});

test("a day without quotes is a day by Pulumi, too, whose command line makes a time of it", () => {
  const exceptions = (until: string) => [
    { rule: "topic-replication", resource: "kafka-topic-events", reason: "one machine", until },
  ];
  const raw = (until: string) => ({ ...readStackFile("local"), policy: { exceptions: exceptions(until) } });
  const text = Object.fromEntries(
    Object.entries(raw("2099-12-31 00:00:00 +0000 UTC")).map(([key, value]) => [
      `tributary:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  pulumi.runtime.setAllConfig(text);
  assert.deepEqual(loadSettings(new pulumi.Config("tributary")), parseSettings(raw("2099-12-31")));
});

test("whatever stands in the file, there is a list of problems or settings, and never another error", () => {
  const random = chance(20261123).next;
  const values = [
    null,
    undefined,
    0,
    -1,
    1.5,
    7,
    "",
    "x",
    "login-events",
    "7d",
    true,
    [],
    {},
    [[]],
    { secure: "v1:a:b" },
    { a: { b: 1 } },
  ];
  let refused = 0;
  for (let round = 0; round < 400; round++) {
    const raw = changed((start) => {
      for (let change = 0; change < 3; change++) mutate(start, random, values);
    });
    const found = settingsProblems(raw);
    if (found.length === 0) assert.ok(parseSettings(raw));
    else refused++;
    for (const { path, given, allowed } of found) {
      assert.ok(path && given && allowed, JSON.stringify({ path, given, allowed }));
      assert.ok(
        !/undefined|\[object|NaN/.test(`${path} ${given} ${allowed}`),
        `${path} is ${given}; allowed: ${allowed}`,
      );
    }
  }
  assert.ok(refused > 100, "most random changes are mistakes");
});

/** Replaces, removes or renames something at a random depth. */
function mutate(holder: any, random: () => number, values: unknown[]): void {
  const keys = Object.keys(holder);
  if (keys.length === 0) return;
  const key = keys[Math.floor(random() * keys.length)]!;
  if (typeof holder[key] === "object" && holder[key] !== null && random() < 0.75) mutate(holder[key], random, values);
  else change(holder, key, random, values);
}

function change(holder: any, key: string, random: () => number, values: unknown[]): void {
  const kind = random();
  if (kind < 0.6) holder[key] = structuredClone(values[Math.floor(random() * values.length)]);
  else if (kind < 0.8) delete holder[key];
  else if (!Array.isArray(holder)) {
    holder[`${key}x`] = holder[key];
    delete holder[key];
  }
}

test("who writes in wire format needs the topic's schema of that type; notes of replays are compacted", () => {
  const writes = (format: string, type?: string) =>
    paths((raw) => {
      raw.workload.ingest = { format };
      if (type !== undefined) raw.kafka.topics.events.schema.value = { file: "app/schemas/login-event.v1.avsc", type };
    });
  assert.deepEqual(writes("json-schema"), []);
  assert.deepEqual(writes("avro"), ["kafka.topics.events.schema.value"]);
  assert.deepEqual(writes("avro", "AVRO"), []);
  assert.deepEqual(
    paths((raw) => (raw.workload.generator = { enabled: true, format: "avro" })),
    ["kafka.topics.events.schema.value"],
  );
  assert.deepEqual(
    paths((raw) => delete raw.kafka.topics.replays.cleanup),
    ["kafka.topics.replays.cleanup"],
  );
});

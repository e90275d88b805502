/** What would make a cluster at Confluent Cloud anew is told before anything is declared. The service's answers are played. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { lookAtConfluent, type SeenCluster } from "../../../infra/clouds/confluent-look.ts";
import type { LastCluster } from "../../../infra/clouds/last-up.ts";
import type { Problem } from "../../../infra/settings/problem.ts";
import { parseSettings, type SettingsOf } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const basic: SeenCluster = { kind: "Basic", availability: "SINGLE_ZONE", cloud: "GCP", region: "europe-west3" };
const STACK = "confluent-gcp-development";

function settings(change: (raw: any) => void = () => undefined): SettingsOf<"gcp"> {
  const raw = structuredClone(readStackFile(STACK)) as any;
  change(raw);
  return parseSettings(raw) as SettingsOf<"gcp">;
}

/** Of a stack that was never up. */
const never = async (): Promise<LastCluster | undefined> => undefined;

async function problems(
  of: SettingsOf<"gcp">,
  seen: SeenCluster | undefined,
  last = never,
): Promise<Record<string, string>> {
  try {
    await lookAtConfluent(of, of.kafka, STACK, async () => seen, last);
    return {};
  } catch (thrown) {
    const { code, details } = thrown as TributaryError;
    assert.equal(code, "TRB_CLUSTER_UNFIT");
    return Object.fromEntries((details["problems"] as Problem[]).map(({ path, allowed }) => [path, allowed]));
  }
}

test("no cluster, the same one, and basic that becomes standard in its zone are let through", async () => {
  assert.deepEqual(await problems(settings(), undefined), {});
  assert.deepEqual(await problems(settings(), basic), {});
  const standard = settings(({ kafka }) => Object.assign(kafka, { size: { kind: "standard" }, availability: "low" }));
  assert.deepEqual(await problems(standard, basic), {});
});

test("another kind, region, cloud or availability would be another cluster", async () => {
  const found = await problems(settings(), { ...basic, kind: "Standard", region: "europe-west1", cloud: "AWS" });
  assert.deepEqual(Object.keys(found), ["kafka.cloud", "kafka.region", "kafka.size.kind"]);
  assert.match(found["kafka.size.kind"]!, /^standard, as it is: another one is another cluster, with no data in it/);
  const high = settings(({ kafka }) => (kafka.size = { kind: "standard" }));
  assert.deepEqual(Object.keys(await problems(high, basic)), ["kafka.availability"]);
});

test("an environment of one's own is found by the stack's name, one that is there by its id; pages are read to their end", async () => {
  const { fetch } = globalThis;
  const before = { ...process.env };
  Object.assign(process.env, { CONFLUENT_CLOUD_API_KEY: "key", CONFLUENT_CLOUD_API_SECRET: "secret" });
  const name = `tributary-${STACK}`;
  const asked: string[] = [];
  globalThis.fetch = (async (url: string) => {
    asked.push(url);
    const { config, ...place } = {
      config: { kind: "Dedicated" },
      availability: "MULTI_ZONE",
      cloud: "GCP",
      region: "europe-west3",
    };
    if (url.includes("cmk/v2/clusters"))
      return Response.json({ data: [{ spec: { display_name: name, config, ...place } }], metadata: {} });
    return url.includes("page_token")
      ? Response.json({ data: [{ id: "env-2", display_name: name }], metadata: {} })
      : Response.json({
          data: [{ id: "env-1", display_name: "another" }],
          metadata: { next: "https://api.confluent.cloud/org/v2/environments?page_token=a" },
        });
  }) as typeof fetch;
  try {
    await assert.rejects(
      lookAtConfluent(settings(), settings().kafka, STACK, undefined, never),
      /kafka\.size\.kind is "basic"; allowed: dedicated/,
    );
    assert.match(asked.at(-1)!, /clusters\?environment=env-2&page_size=100$/);
    const theirs = settings(({ kafka }) => (kafka.environment = { mode: "existing", id: "env-9" }));
    asked.length = 0;
    await assert.rejects(lookAtConfluent(theirs, theirs.kafka, STACK, undefined, never));
    assert.deepEqual(asked, ["https://api.confluent.cloud/cmk/v2/clusters?environment=env-9&page_size=100"]);
  } finally {
    globalThis.fetch = fetch;
    for (const key of ["CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"])
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
  }
});

test("a topic keeps its partitions and its name, unless its records may go", async () => {
  const [key, spec] = Object.entries(settings().kafka.topics)[0]!;
  const name = spec.name ?? key;
  const last =
    (partitions: number, named = name, deletable = false) =>
    async (): Promise<LastCluster> => ({
      backend: "confluent",
      topics: { [key]: { name: named, partitions, deletable } },
    });
  const { partitions } = spec;
  assert.ok(partitions !== undefined);
  for (const had of [partitions - 1, partitions]) assert.deepEqual(await problems(settings(), basic, last(had)), {});
  assert.deepEqual(await problems(settings(), basic, last(partitions + 1)), {
    [`kafka.topics.${key}.partitions`]: `at least ${partitions + 1}, which it has, unless allow holds shrink or replace: the topic would be made anew, with no records in it`,
  });
  const deleted = settings(({ kafka }) => (kafka.topics[key].allow = ["delete"]));
  assert.deepEqual(
    Object.keys(await problems(deleted, basic, last(partitions + 1, name, true))),
    [`kafka.topics.${key}.partitions`],
    "what may be deleted is not made anew by fewer partitions: the policy kept-data would refuse it in the preview",
  );
  assert.deepEqual(Object.keys(await problems(settings(), undefined, last(partitions, "another"))), [
    `kafka.topics.${key}.name`,
  ]);
  const may = settings(({ kafka }) => (kafka.topics[key].allow = ["replace"]));
  assert.deepEqual(await problems(may, basic, last(partitions + 1, "another")), {});
  assert.deepEqual(await problems(may, basic, last(partitions + 1, name, true)), {});
  assert.match(
    (await problems(may, basic, last(partitions + 1)))[`kafka.topics.${key}.partitions`]!,
    /which it has, until an up has taken allow in by itself: Pulumi deletes only what the last up let go/,
  );
});

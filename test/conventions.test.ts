/** Holds every component of every stack file to the conventions of ARCHITECTURE.md. Golden URNs: UPDATE_GOLDEN=1 writes them anew. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../components/local/folder.ts";
import { judgeResources } from "../infra/policy/judge.ts";
import { judged } from "../infra/policy/stack.ts";
import { sentenceOf } from "../infra/policy/violation.ts";
import { parseSettings } from "../infra/settings.ts";
import { readStackFile, stackNames } from "../infra/stack-file.ts";
import { express, made, serverless, standard } from "./components/kafka/msk/support.ts";
import { azureExporter, googleExporter } from "./components/monitoring/support/exporters.ts";
import { assertConventions } from "./support/conventions.ts";
import { type Recorded, type Recording, record, recordStack } from "./support/recording.ts";
import { unplanned } from "./support/upgrade-subjects.ts";

const golden = (stack: string) => join(projectRoot, "test/golden", `${stack}.json`);

const recordings = new Map<string, Promise<Recording>>();
/** Of a stack file as it is: several tests look at the same. */
function recorded(stack: string): Promise<Recording> {
  const found = recordings.get(stack) ?? recordStack(stack);
  recordings.set(stack, found);
  return found;
}

for (const stack of stackNames()) {
  test(`stack ${stack} keeps the conventions`, async () => assertConventions((await recorded(stack)).resources));

  test(`stack ${stack} keeps the rules of infra/policy`, async () => {
    const context = { settings: parseSettings(readStackFile(stack)), stack, today: new Date("2026-11-27") };
    const { broken, advice } = judgeResources(judged((await recorded(stack)).resources), context);
    assert.deepEqual([...broken, ...advice].map(sentenceOf), []);
  });

  test(`stack ${stack}: \`upgrade plan\` names every chart and image`, async () =>
    assert.deepEqual(unplanned((await recorded(stack)).resources), []));

  test(`stack ${stack}: logical names and type tokens are API`, async () => {
    const urns = (await recorded(stack)).resources.map(({ urn }) => urn).sort();
    if (process.env["UPDATE_GOLDEN"]) writeFileSync(golden(stack), `${JSON.stringify(urns, null, 2)}\n`);
    assert.ok(existsSync(golden(stack)), `there is no test/golden/${stack}.json: UPDATE_GOLDEN=1 writes it`);
    assert.deepEqual(
      urns,
      JSON.parse(readFileSync(golden(stack), "utf8")),
      "a changed URN needs an alias: it is another resource",
    );
  });

  test(`stack ${stack}: a preview registers the same resources, as none is made inside apply`, async () => {
    const made = (await recorded(stack)).resources.map(({ urn }) => urn).sort();
    const previewed = (await recordStack(stack, { preview: true })).resources.map(({ urn }) => urn).sort();
    assert.deepEqual(previewed, made);
  });
}

test("what has another URN than it once had is found by the former one, and not made anew", async () => {
  const stack = "urn:pulumi:kubernetes-production::tributary::tributary:";
  const { resources } = await recorded("kubernetes-production");
  for (const operator of ["kafka:StrimziOperator", "scaling:KedaOperator"]) {
    const { name, aliases } = resources.find(({ urn }) =>
      urn.startsWith(`${stack}${operator}$tributary:kubernetes:GuardedNamespace$kubernetes:core/v1:Namespace::`),
    )!;
    const former = name.replace("-place-", "-");
    assert.deepEqual(aliases, [`${stack}${operator}$kubernetes:core/v1:Namespace::${former}`]);
  }
});

for (const args of [standard, express, serverless]) {
  test(`Amazon MSK, ${args.tier}, keeps the conventions`, async () =>
    assertConventions((await made(args)).recording.resources));
}

test("components that no stack file uses keep the conventions too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-path-"));
  writeFileSync(join(folder, "prometheus"), "", { mode: 0o755 });
  try {
    const { resources } = await recordStack("existing-local", {
      path: folder,
      change: (raw) => {
        raw.registry = { url: "http://127.0.0.1:8081" };
        raw.kafka.admin = { ...raw.kafka.principals.reader, username: "admin" };
        raw.kafka.access.reader.quota = { consumeBytesPerSecond: 1_000_000 };
      },
    });
    assertConventions(resources);
    const administered = await byProvider();
    assertConventions(administered);
    const roles = (await recordStack("aws-existing-development", { change: rolesOnMsk })).resources;
    assertConventions(roles);
    const exporters = (await record(() => void [azureExporter(), googleExporter()])).resources;
    assertConventions(exporters);
    const isOurs = ({ custom, type }: Recorded): boolean => !custom && type.startsWith("tributary:");
    const used = new Set(
      [...resources, ...administered, ...roles, ...exporters].filter(isOurs).map(({ type }) => type),
    );
    for (const stack of stackNames())
      for (const { type } of (await recorded(stack)).resources.filter(isOurs)) used.add(type);
    assert.deepEqual([...used].sort(), await everyToken());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Brokers of somebody else's MSK, to which pods are roles. */
function rolesOnMsk({ kafka }: any): void {
  kafka.clusterArn = "arn:aws:kafka:eu-central-1:123456789012:cluster/theirs/11111111-2222-3333-4444-555555555555-10";
  kafka.principals.ingest = { mechanism: "aws-iam", region: "eu-central-1" };
  kafka.access.ingest = { auth: "iam", produce: ["login-events"] };
}

/** Brokers that Pulumi itself reaches. */
async function byProvider(): Promise<Recorded[]> {
  process.env["ADMIN_PASSWORD"] = "never-in-plain-state";
  try {
    const { resources } = await recordStack("kubernetes-existing", {
      change: ({ kafka }) => {
        kafka.administration = { mode: "provider" };
        kafka.admin.password.active = { store: "env", name: "ADMIN_PASSWORD" };
        kafka.tls = undefined;
      },
    });
    return resources;
  } finally {
    delete process.env["ADMIN_PASSWORD"];
  }
}

/** Of every class that components/ exports, so that a new component cannot go untested. */
async function everyToken(): Promise<string[]> {
  const exported: Record<string, unknown> = await import("../components/index.ts");
  return Object.values(exported)
    .flatMap((value) => (typeof value === "function" && "token" in value ? [String(value.token)] : []))
    .sort();
}

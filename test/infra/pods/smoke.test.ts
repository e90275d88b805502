/** `workload.smoke` of pods, recorded: what the CronJob is told, mounts and reaches, in every stack that has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { smokeConfigSchema } from "../../../app/src/roles/smoke/config.ts";
import { readStackFile, stackNames } from "../../../infra/stack-file.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { type Recording, recordStack } from "../../support/recording.ts";

const cronJobOf = (recording: Recording) => manifestOf(recording.named("app-smoke-cron-job"))["spec"];
const configOf = (recording: Recording) =>
  smokeConfigSchema.parse(JSON.parse(manifestOf(recording.named("app-smoke-config")).data["app.json"]));
const policyOf = (recording: Recording, role: string) =>
  manifestOf(recording.named(`app-smoke-${role}-policy`))["spec"];
const small = recordStack("kubernetes-small");
const labels = (role: string) => ({ "app.kubernetes.io/name": `app-${role}`, "app.kubernetes.io/component": role });
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));

test("one that is asked for: suspended, tried once, as restricted as the application, gone a day later", async () => {
  const { jobTemplate, ...own } = cronJobOf(await small);
  assert.deepEqual(own, {
    schedule: "@yearly",
    suspend: true,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 300,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 10,
  });
  const { template, ...job } = jobTemplate.spec;
  assert.deepEqual(job, { backoffLimit: 0, activeDeadlineSeconds: 150, ttlSecondsAfterFinished: 86_400 });
  const { containers, volumes, ...pod } = template.spec;
  assert.deepEqual(
    [pod.restartPolicy, pod.serviceAccountName, pod.automountServiceAccountToken],
    ["Never", "app-smoke", false],
  );
  const [container] = containers;
  assert.deepEqual([container.args, container.terminationMessagePolicy], [["smoke"], "FallbackToLogsOnError"]);
  assert.equal(container.securityContext.readOnlyRootFilesystem, true);
  // Its own login, and the token that clients have; nobody else's.
  const secrets = volumes.flatMap(({ secret }: any) => secret?.secretName ?? []);
  assert.deepEqual(secrets, ["app-ingest-tokens", "kafka-cluster-ca-cert", "kafka-password-smoke"]);
});

test("it is told where everything is, and its policies let it reach that and nothing else", async () => {
  const recording = await small;
  const { connection, ingest, topics, metrics, resultFile } = configOf(recording);
  assert.equal(connection.principal, "smoke");
  assert.equal(ingest.url, "http://app-ingest.tributary.svc:80");
  assert.deepEqual(ingest.token.active, { store: "kubernetes", name: "app-ingest-tokens", key: "token-1" });
  assert.deepEqual(Object.values(topics), ["login-events", "login-events-processed", "login-events-dead-letter"]);
  assert.deepEqual(metrics, {
    ingest: ["http://app-smoke-ingest.tributary.svc:9400/metrics"],
    processor: ["http://app-smoke-processor.tributary.svc:9400/metrics"],
  });
  assert.equal(resultFile, "/dev/termination-log");
  for (const role of ["ingest", "processor"]) {
    const { clusterIP, selector, ports } = manifestOf(recording.named(`app-smoke-${role}`))["spec"];
    assert.deepEqual([clusterIP, selector, ports[0].port], ["None", labels(role), 9400]);
    const { podSelector, ingress, policyTypes } = policyOf(recording, role);
    assert.deepEqual([podSelector.matchLabels, policyTypes], [labels(role), ["Ingress"]]);
    const from = [{ podSelector: { matchLabels: labels("smoke") } }];
    assert.deepEqual(ingress, [{ from, ports: role === "ingest" ? tcp(8080, 9400) : tcp(9400) }]);
  }
  const [brokers, ...pods] = policyOf(recording, "own").egress;
  assert.deepEqual(brokers.ports, tcp(9093));
  assert.deepEqual(pods, [
    { to: [{ podSelector: { matchLabels: labels("ingest") } }], ports: tcp(8080, 9400) },
    { to: [{ podSelector: { matchLabels: labels("processor") } }], ports: tcp(9400) },
  ]);
});

test("by a schedule the cluster runs it, and says when", async () => {
  const change = (raw: any) => Object.assign(raw.workload.smoke, { schedule: "*/15 * * * *", deadlineSeconds: 60 });
  const { schedule, suspend, jobTemplate } = cronJobOf(await recordStack("kubernetes-small", { change }));
  assert.deepEqual([schedule, suspend, jobTemplate.spec.activeDeadlineSeconds], ["*/15 * * * *", false, 180]);
});

test("where principals are identities of a cloud the test's pods are one of their own", async () => {
  const recording = await recordStack("aws-msk-development");
  assert.equal(configOf(recording).connection.auth.mechanism, "aws-iam");
  const waits = recording.named("app-smoke-cron-job").dependencies.map((urn) => urn.split("::").at(-1));
  assert.ok(
    waits.some((name) => name === "kafka-pods-app-smoke-pods"),
    waits.join(),
  );
  // Credentials come from the node's agent (link-local), whom nobody else may ask.
  assert.ok(JSON.stringify(policyOf(recording, "own").egress).includes("169.254.170.23"));
});

test("every stack of pods with an application has it, and without `enabled` there is nothing of it", async () => {
  const withWorkload = stackNames().filter((name) => {
    const { cloud, workload } = readStackFile(name);
    return cloud !== "local" && workload !== undefined;
  });
  assert.ok(withWorkload.length >= 18);
  const off = await recordStack("kubernetes-small", { change: (raw: any) => delete raw.workload.smoke });
  assert.equal(off.resources.filter(({ name }) => name.startsWith("app-smoke")).length, 0);
  for (const stack of withWorkload)
    assert.deepEqual((readStackFile(stack)["workload"] as any).smoke, { enabled: true }, stack);
});

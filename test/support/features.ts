/** What stands around a cluster, switched on in the settings of any stack of pods, and which cells of stack x feature are refused. */
import { readStackFile, stackNames } from "../../infra/stack-file.ts";

type Raw = Record<string, any>;

const IMAGE = `registry.example.com/tributary/app@sha256:${"0".repeat(64)}`;

/** Sets what a person would have to set, and nothing that is set already. */
const switches = {
  workload: (raw: Raw) => {
    raw["kubernetes"].image ??= IMAGE;
    if (raw["workload"] !== undefined) return;
    const { topics, access } = raw["kafka"];
    const [input] = Object.keys(topics) as [string];
    const topic = topics[input].name ?? input;
    topics.processed ??= { name: "login-events-processed", partitions: 6 };
    topics.deadLetter ??= { name: "login-events-dead-letter", partitions: 6 };
    access.ingest ??= { produce: [topic] };
    const produce = [topics.processed.name, topics.deadLetter.name];
    access.processor ??= { consume: [{ topic, group: "login-processor" }], produce };
    raw["workload"] = { topics: { input, output: "processed", deadLetter: "deadLetter" } };
  },
  registry: (raw: Raw) => {
    if (raw["registry"]?.enabled === false) raw["registry"] = {};
  },
  scaling: (raw: Raw) => {
    switches.workload(raw);
    for (const role of ["ingest", "processor"]) delete raw["workload"][role]?.instances;
    raw["scaling"] = { ingest: {}, processor: {}, ...raw["scaling"] };
    raw["kubernetes"].cpu ??= { ingest: "500m", processor: "1" };
    const { principals } = raw["kafka"];
    if (principals !== undefined) principals.scaler ??= { ...principals.processor, username: "scaler" };
  },
  monitoring: (raw: Raw) => {
    raw["monitoring"] = { operator: { mode: "install" }, ...raw["monitoring"] };
  },
  logging: (raw: Raw) => {
    raw["kubernetes"].image ??= IMAGE;
    raw["logging"] ??= { elasticsearch: { mode: "operator", volume: { sizeGi: 100 } } };
  },
  secrets: (raw: Raw) => {
    const vault = { type: "vault", server: "https://vault.example.com:8200", path: "secret", role: "tributary" };
    raw["secrets"] ??= { external: { store: raw["cloud"] === "aws" ? { type: "aws" } : vault } };
  },
};
export type Feature = keyof typeof switches;
export const features = Object.keys(switches) as Feature[];

/** What a stack has of a feature that is on; a registry may be another stack's, of which there is none. */
export const tokenOf: Record<Feature, RegExp | undefined> = {
  workload: /^tributary:workload:KubernetesWorkload$/,
  registry: undefined,
  scaling: /^tributary:scaling:WorkloadScaling$/,
  monitoring: /^tributary:monitoring:StackMonitors$/,
  logging: /^tributary:logging:LogCollection$/,
  secrets: /^tributary:secrets:SecretStore$/,
};

/** Cells that are refused, with the path that says why; all others are deployed. */
export const refused: Record<string, Partial<Record<Feature, string>>> = {
  // Its topics take no idempotent producers, so that there is nothing to scale either.
  "aws-confluent-freight-production": { workload: "kafka.size.kind", scaling: "kafka.size.kind" },
  // Roles are the only login there, and the registry's is a password.
  "aws-msk-serverless-development": { registry: "registry.url" },
  // Collected by the stack whose namespace it shares.
  "kubernetes-application": { logging: "logging.elasticsearch.mode" },
  // The user that KEDA of the application's stack logs in as has its name.
  "kubernetes-platform": { scaling: "kafka.access.scaler" },
};

/** Stacks whose application is pods. */
export const podStacks = (): string[] =>
  stackNames().filter((stack) => !["local", undefined].includes((readStackFile(stack) as Raw)["cloud"]));

/** A stack file with these features on. */
export function withFeatures(stack: string, wanted: Feature[]): Raw {
  const raw = readStackFile(stack) as Raw;
  for (const feature of wanted) switches[feature](raw);
  return raw;
}

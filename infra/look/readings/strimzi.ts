/** Strimzi's definitions and operators, whoever brought them. */
import type { SeenDefinition, SeenOperator } from "../look.ts";
import { list, type Reading } from "./reading.ts";

/** Its API groups; pods' sets have one of their own. */
const GROUPS = ["kafka.strimzi.io", "core.strimzi.io"];

export const definitions: Reading<SeenDefinition[]> = {
  right: "get customresourcedefinitions.apiextensions.k8s.io",
  serves: "Strimzi's definitions",
  read: async (reader, { groups }) => {
    // Each by its name: a list would bring the definitions of everybody, which may be many megabytes.
    const versions = GROUPS.flatMap((group) => (groups.get(group) ?? []).map((version) => `${group}/${version}`));
    const served = await Promise.all(versions.map(async (version) => plurals(await reader.get(`/apis/${version}`))));
    const wanted = new Set(
      versions.flatMap((version, index) => served[index]!.map((of) => `${of}.${groupOf(version)}`)),
    );
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const found = await Promise.all([...wanted].map((name) => reader.get(`${path}/${name}`)));
    return found.filter((definition) => definition !== undefined).map(seenDefinition);
  },
};

const groupOf = (version: string): string => version.split("/")[0]!;
const plurals = (answer: any): string[] =>
  (answer?.resources ?? []).map(({ name }: any) => name as string).filter((name: string) => !name.includes("/"));

function seenDefinition({ metadata, spec, status }: any): SeenDefinition {
  return {
    name: metadata.name,
    served: spec.versions.filter(({ served }: any) => served).map(({ name }: any) => name),
    stored: status?.storedVersions ?? [],
  };
}

export const operators: Reading<SeenOperator[]> = {
  right: "list deployments.apps of all namespaces",
  serves: "operators that are there",
  read: async (reader) => {
    const all = await list(reader, "/apis/apps/v1/deployments");
    // Every way of installing it has this label in the selector; of the Deployment itself the labels differ.
    return all
      .filter(({ spec }) => spec.selector.matchLabels?.["strimzi.io/kind"] === "cluster-operator")
      .map(seenOperator);
  },
};

function seenOperator({ metadata, spec }: any): SeenOperator {
  const { name, namespace } = metadata;
  const [container = {}] = spec.template.spec.containers;
  const variable = (of: string) => container.env?.find(({ name: is }: any) => is === of);
  const images: string = variable("STRIMZI_KAFKA_IMAGES")?.value ?? "";
  return {
    name,
    namespace,
    watches: watched(variable("STRIMZI_NAMESPACE"), namespace),
    version: /:v?(\d+\.\d+\.\d+)/.exec(container.image ?? "")?.[1],
    kafka: [...images.matchAll(/^\s*(\d+\.\d+\.\d+)=/gm)].map(([, version]) => version!),
  };
}

/** Empty, * and without the variable: all of them; taken from a field: its own. */
function watched(variable: any, own: string): string[] | undefined {
  if (variable?.valueFrom !== undefined) return [own];
  const listed = String(variable?.value ?? "*")
    .split(",")
    .map((namespace) => namespace.trim())
    .filter((namespace) => namespace !== "");
  return listed.length === 0 || listed.includes("*") ? undefined : listed;
}

/** Operators besides Strimzi's that a cluster has once, whoever brought them. */
import type { SeenOne } from "../look.ts";
import { list, type Reading } from "./reading.ts";

const API = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.external.metrics.k8s.io";

export const externalMetrics: Reading<SeenOne | null> = {
  right: "get apiservices.apiregistration.k8s.io",
  serves: "who serves metrics to autoscalers",
  needed: ({ settings }) => settings.scaling.processor !== undefined,
  read: async (reader) => (await reader.get(API))?.spec.service ?? null,
};

export const secretOperators: Reading<SeenOne[]> = {
  right: "list deployments.apps of all namespaces",
  serves: "External Secrets Operators that are there",
  needed: ({ settings }) => settings.secrets.external !== undefined,
  read: async (reader) => {
    // The chart's label of the operator alone; its webhook and its certificates' controller have others.
    const labelSelector = "app.kubernetes.io/name=external-secrets";
    const found = await list(reader, "/apis/apps/v1/deployments", { labelSelector });
    return found.map(({ metadata: { name, namespace } }) => ({ name, namespace }));
  },
};

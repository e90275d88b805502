/** What stands around the stack and is named in its settings. */
import type { SeenGateway, SeenIngressClass, SeenNamespace } from "../look.ts";
import type { KubernetesSettings } from "../wanted.ts";
import { list, type Reading } from "./reading.ts";

export const namespaces: Reading<SeenNamespace[]> = {
  right: "list namespaces",
  serves: "whose namespaces these are",
  read: async (reader) =>
    (await list(reader, "/api/v1/namespaces")).map(({ metadata, status }) => ({
      name: metadata.name,
      stack: metadata.labels?.["tributary.dev/stack"],
      terminating: status?.phase === "Terminating",
    })),
};

const DEFAULT = "ingressclass.kubernetes.io/is-default-class";

export const ingressClasses: Reading<SeenIngressClass[]> = {
  right: "list ingressclasses.networking.k8s.io",
  serves: "ingress classes",
  needed: ({ settings }) => settings.kubernetes.exposure?.kind === "ingress",
  read: async (reader) =>
    (await list(reader, "/apis/networking.k8s.io/v1/ingressclasses")).map(({ metadata }) => ({
      name: metadata.name,
      isDefault: metadata.annotations?.[DEFAULT] === "true",
    })),
};

export const GATEWAY_GROUP = "gateway.networking.k8s.io";

export const gateway: Reading<SeenGateway | null> = {
  right: "get gateways.gateway.networking.k8s.io",
  serves: "the Gateway",
  needed: ({ settings, groups }) => settings.kubernetes.exposure?.kind === "gateway" && groups.has(GATEWAY_GROUP),
  read: async (reader, { settings }) => {
    const { exposure } = settings.kubernetes;
    if (exposure?.kind !== "gateway") return null;
    const { name, namespace } = exposure.gateway;
    const found = await reader.get(`/apis/${GATEWAY_GROUP}/v1/namespaces/${namespace}/gateways/${name}`);
    if (found === undefined) return null;
    return { listeners: (found.spec.listeners ?? []).map((listener: any) => listener.name) };
  },
};

/** Secrets that somebody else makes, each with the path that names it. */
export function namedSecrets({ kubernetes }: KubernetesSettings): { path: string; name: string }[] {
  const { imagePullSecrets, exposure } = kubernetes;
  return [
    ...imagePullSecrets.map((name, index) => ({ path: `kubernetes.imagePullSecrets[${index}]`, name })),
    ...(exposure?.kind === "ingress" ? [{ path: "kubernetes.exposure.tlsSecret", name: exposure.tlsSecret }] : []),
  ];
}

export const secrets: Reading<string[]> = {
  right: "get secrets of the namespace",
  serves: "Secrets that the settings name",
  needed: ({ settings }) => namedSecrets(settings).length > 0,
  read: async (reader, { settings }) => {
    const names = [...new Set(namedSecrets(settings).map(({ name }) => name))];
    const path = `/api/v1/namespaces/${settings.kubernetes.namespace}/secrets`;
    // Their names alone come over the wire.
    const found = await Promise.all(names.map((name) => reader.get(`${path}/${name}`, { metadataOnly: true })));
    return names.filter((_, index) => found[index] !== undefined);
  },
};

/** How events come in from outside the namespace: a Service always, an Ingress or a route of a Gateway when asked. */
import type { input } from "@pulumi/kubernetes/types/index.js";

export type Exposure =
  | { kind: "ingress"; host: string; class?: string; tlsSecret: string; annotations?: Record<string, string> }
  | { kind: "gateway"; host: string; gateway: { name: string; namespace: string; section?: string } };

/** Port of the Service. */
export const SERVICE_PORT = 80;

export function serviceSpec(labels: Record<string, string>): input.core.v1.ServiceSpec {
  return { selector: labels, ports: [{ name: "http", port: SERVICE_PORT, targetPort: "http", appProtocol: "http" }] };
}

export function ingressSpec(
  { host, class: name, tlsSecret }: Extract<Exposure, { kind: "ingress" }>,
  service: string,
): object {
  const backend = { service: { name: service, port: { name: "http" } } };
  return {
    ...(name === undefined ? {} : { ingressClassName: name }),
    tls: [{ hosts: [host], secretName: tlsSecret }],
    rules: [{ host, http: { paths: [{ path: "/v1/", pathType: "Prefix", backend }] } }],
  };
}

/** The `spec` of an HTTPRoute (gateway.networking.k8s.io/v1). */
export function routeSpec({ host, gateway }: Extract<Exposure, { kind: "gateway" }>, service: string): object {
  const { name, namespace, section } = gateway;
  return {
    parentRefs: [{ name, namespace, ...(section === undefined ? {} : { sectionName: section }) }],
    hostnames: [host],
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: "/v1/" } }],
        backendRefs: [{ name: service, port: SERVICE_PORT }],
      },
    ],
  };
}

/** Pods that ask a cloud's own monitoring and tell Prometheus: one of them, as each question costs, with no rights but to ask. */
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { containerSecurity, podSecurity, room } from "../../kubernetes/pods.ts";
import { allow, type Peer, type Reached, reach, reachPorts } from "../../kubernetes/policy-rules.ts";

export interface ExporterArgs {
  namespace: pulumi.Input<string>;
  /** With its tag or digest. */
  image: string;
  /** Names of Secrets of the namespace that it is pulled with. Default: none. */
  imagePullSecrets?: string[] | undefined;
  /** Who reads the page. */
  readers: Peer[];
  tags: Record<string, string>;
  /** What must be there before its pod starts, such as an identity, which it is only given then. Default: nothing. */
  after?: pulumi.Resource[] | undefined;
  transform?: { deployment?: Transform<ArgsOf<typeof Deployment>>; policy?: Transform<ArgsOf<typeof NetworkPolicy>> };
}

/** What one exporter is, whatever it asks. */
export interface Exporter {
  /** Of its objects in Kubernetes, and of its service account. */
  name: string;
  /** Of its page and of what says that it lives. */
  port: number;
  health: string;
  args: string[];
  env?: Record<string, string>;
  /** Of its pod besides, by which some clouds give it an identity. Default: none. */
  podLabels?: Record<string, string>;
  /** Files by name; where they are is `CONFIG`. Default: none. */
  files?: Record<string, pulumi.Input<string>>;
  /** Whom it asks for the credentials of an identity of its cloud. Default: nobody. */
  identity?: Reached;
}

export interface ExporterNodes {
  account: ServiceAccount;
  config: ConfigMap | undefined;
  policy: NetworkPolicy;
  deployment: Deployment;
}

/** Folder of an exporter's files. */
export const CONFIG = "/etc/exporter";
/** nobody: images name it, and Kubernetes must be told a number to see that it is not root. */
const RUN_AS = 65_534;
const HTTPS = 443;
const MEMORY_MI = 128;

const labelsBy = (name: string) => ({ "app.kubernetes.io/name": name });

/** Its page, for the contract. */
export const exporterPage = ({ name, port }: Pick<Exporter, "name" | "port">, namespace: pulumi.Input<string>) =>
  ({ kind: "pods", namespace: pulumi.output(namespace), selector: labelsBy(name), port }) as const;

/**
 * The service account, which must be there before an identity is given to it.
 * @param annotations by which some clouds know its identity. Default: none
 */
export function exporterAccount(
  child: MakeChild,
  name: string,
  args: ExporterArgs,
  annotations?: Record<string, pulumi.Input<string>>,
): ServiceAccount {
  const metadata = { ...metadataOf(name, args), ...(annotations === undefined ? {} : { annotations }) };
  return child(ServiceAccount, "account", { metadata, automountServiceAccountToken: false });
}

export function exporterPods(
  child: MakeChild,
  account: ServiceAccount,
  exporter: Exporter,
  args: ExporterArgs,
): ExporterNodes {
  const { name, files, podLabels } = exporter;
  const metadata = metadataOf(name, args);
  const selector = labelsBy(name);
  const config = files && child(ConfigMap, "config", { metadata, data: files });
  const policy = child(
    NetworkPolicy,
    "policy",
    { metadata, spec: policySpec(exporter, args.readers) },
    {},
    args.transform?.policy,
  );
  const deployment = child(
    Deployment,
    "deployment",
    {
      metadata,
      spec: {
        replicas: 1,
        // Two at once would tell everything twice, and pay twice.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...metadata.labels, ...podLabels, ...selector }, annotations: annotationsOf(files) },
          spec: podSpec(exporter, args, account.metadata.name),
        },
      },
    },
    { dependsOn: [account, policy, ...(config ? [config] : []), ...(args.after ?? [])] },
    args.transform?.deployment,
  );
  return { account, config, policy, deployment };
}

const metadataOf = (name: string, { namespace, tags }: ExporterArgs) => ({ name, namespace, labels: labelsOf(tags) });

/** A changed file starts another pod. */
function annotationsOf(files: Exporter["files"]): Record<string, pulumi.Input<string>> {
  if (files === undefined) return {};
  return { "tributary.dev/config": pulumi.jsonStringify(files).apply((text) => checksum(text)) };
}

/** Clouds answer anywhere by HTTPS. */
function policySpec({ name, port, identity }: Exporter, readers: Peer[]): input.networking.v1.NetworkPolicySpec {
  const ingress = allow(readers, port);
  return {
    podSelector: { matchLabels: labelsBy(name) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length === 0 ? {} : { ingress }),
    egress: [...reachPorts([HTTPS]), ...(identity === undefined ? [] : [reach(identity)])],
  };
}

function podSpec(
  { name, port, health, args, env = {}, files }: Exporter,
  { image, imagePullSecrets }: ExporterArgs,
  account: pulumi.Input<string>,
): input.core.v1.PodSpec {
  const probe = { httpGet: { path: health, port } };
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...pullSecrets(imagePullSecrets),
    securityContext: { ...podSecurity, runAsUser: RUN_AS, runAsGroup: RUN_AS },
    containers: [
      {
        name,
        image,
        args,
        env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
        ports: [{ name: "metrics", containerPort: port, protocol: "TCP" }],
        readinessProbe: probe,
        livenessProbe: { ...probe, periodSeconds: 20 },
        resources: room("50m", MEMORY_MI),
        securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
        ...(files ? { volumeMounts: [{ name: "config", mountPath: CONFIG, readOnly: true }] } : {}),
      },
    ],
    ...(files ? { volumes: [{ name: "config", configMap: { name } }] } : {}),
  };
}

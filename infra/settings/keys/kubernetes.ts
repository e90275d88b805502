/** `kubernetes`: of the cluster whose pods the stack is, on every cloud but local. */
import { z } from "zod";
import { anyPort, chartRepository, cidr, cpu, imageReference, kubeLabel } from "../scalars.ts";

const exposure = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("ingress").describe("An Ingress."),
      host: z.hostname().describe("Name that clients send to."),
      class: kubeLabel.optional().describe("Ingress class. Default: the cluster's default one."),
      tlsSecret: kubeLabel.describe("Secret with the certificate of the host."),
      annotations: z.record(z.string(), z.string()).optional().describe("Of the Ingress. Default: none."),
    }),
    z.strictObject({
      kind: z.literal("gateway").describe("A route of a Gateway that is there."),
      host: z.hostname().describe("Name that clients send to."),
      gateway: z
        .strictObject({
          name: kubeLabel.describe("The Gateway."),
          namespace: kubeLabel.describe("Its namespace."),
          section: kubeLabel.optional().describe("One of its listeners. Default: all of them."),
        })
        .describe("The Gateway that the route is of."),
    }),
  ])
  .optional()
  .describe("How events come in from outside. Default: by ingest's Service only.");

const nameServer = z.union(
  [
    z.strictObject({
      cidr: cidr.describe("Its address as a range, such as 10.96.0.10/32."),
      port: anyPort.default(53).describe("Port. Default: 53."),
    }),
    z.strictObject({
      namespace: kubeLabel.describe("Namespace of its pods."),
      labels: z
        .record(z.string(), z.string())
        .optional()
        .describe("Labels of its pods. Default: all pods of the namespace."),
      port: anyPort.default(53).describe("Port of the pods, which their Service may translate. Default: 53."),
    }),
  ],
  { error: "{ cidr, port } with a range of addresses such as 10.96.0.10/32, or { namespace, labels, port } of pods" },
);

const client = z.union(
  [
    kubeLabel,
    z.strictObject({
      cidr: cidr.describe("Addresses that requests come from, such as those of a load balancer's subnets."),
    }),
  ],
  { error: "the name of a namespace, or { cidr } with a range of addresses such as 10.0.0.0/16" },
);

export const kubernetesKeys = z.strictObject({
  context: z.string().min(1).optional().describe("Context of the kubeconfig. Default: the current one."),
  look: z
    .enum(["on", "off"])
    .default("on")
    .describe(
      "Whether the cluster is asked, before anything is declared, for what would stand in the way; off for one that only Pulumi's provider can reach. One that the same run makes is asked from the second run on, as far as it answers. Default: on.",
    ),
  namespace: kubeLabel
    .default("tributary")
    .describe(
      "Where everything of the stack stands. Default: tributary. A change makes all of it anew, and is refused in production.",
    ),
  namespaceMode: z
    .enum(["own", "shared"])
    .default("own")
    .describe(
      "own: the namespace is the stack's, made and guarded by it. shared: it is that of another stack, such as the one that runs Kafka, and is left when this one goes. Default: own.",
    ),
  zones: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Names of the zones that nodes are in, as their label topology.kubernetes.io/zone says. Default: none are told.",
    ),
  spread: z
    .enum(["required", "preferred"])
    .default("required")
    .describe(
      "Whether pods of one kind must stand on different nodes and evenly over the zones, or only better do. Default: required.",
    ),
  dns: z
    .array(nameServer)
    .default([])
    .describe(
      "Who answers pods' questions for names besides CoreDNS and kube-dns, NodeLocal DNSCache, Cloud DNS of GKE and OpenShift's, which are known (docs/kubernetes.md). Default: nobody.",
    ),
  apiPorts: z
    .array(anyPort)
    .min(1)
    .default([443, 6443])
    .describe(
      "Ports that Kubernetes' API server answers at, of its Service and of its own: 8443 on minikube, 16443 on MicroK8s. Default: 443 and 6443.",
    ),
  operator: z
    .discriminatedUnion("mode", [
      z.strictObject({
        mode: z.literal("install").describe("Strimzi's definitions, and its operator by its chart."),
        namespace: kubeLabel.default("strimzi").describe("Where the operator runs. Default: strimzi."),
        replicas: z.int().min(1).max(3).default(2).describe("Copies, of which one leads. Default: 2."),
        watched: z
          .array(kubeLabel)
          .default([])
          .describe(
            "Further namespaces that it looks after, of stacks whose own operator is present; they have to be there. Default: none.",
          ),
        drainCleaner: z
          .boolean()
          .default(false)
          .describe(
            "Whether nodes are drained without a partition losing too many copies; needs cert-manager. Default: false.",
          ),
        repository: chartRepository.optional().describe("Where charts come from. Default: Strimzi's own."),
        images: z
          .strictObject({
            registry: z.string().min(1).describe("Host."),
            repository: z.string().min(1).describe("Folder."),
          })
          .optional()
          .describe("Where images come from. Default: Strimzi's own."),
      }),
      z.strictObject({
        mode: z
          .literal("present")
          .describe("An operator that is there and watches the namespace, with its definitions."),
        namespace: kubeLabel
          .optional()
          .describe("Where it runs, so that monitoring.operator reads its metrics. Default: nobody reads them."),
      }),
    ])
    .default({ mode: "install", namespace: "strimzi", replicas: 2, watched: [], drainCleaner: false })
    .describe("Who looks after Kafka. Default: an operator of the stack's own."),
  image: imageReference
    .optional()
    .describe("The application's image, by digest. Needed when there is a workload or a schema to register."),
  imagePullSecrets: z
    .array(kubeLabel)
    .default([])
    .describe(
      "Secrets that images are pulled with, in the namespace and in those of the operators that the stack installs; each namespace may be made before (docs/kubernetes.md). Default: none.",
    ),
  cpu: z
    .strictObject({
      ingest: cpu.default("250m").describe("Of ingest. Default: 250m. A change replaces its pods."),
      processor: cpu.default("500m").describe("Of the processor. Default: 500m. A change replaces its pods."),
      generator: cpu.default("50m").describe("Of the generator. Default: 50m. A change replaces its pods."),
    })
    .prefault({})
    .describe("CPU that each pod asks for."),
  exposure,
  clients: z
    .array(client)
    .default([])
    .describe(
      "Who may send events: namespaces, such as that of an ingress controller, and ranges of addresses as { cidr }, such as those of a load balancer that sends to pods itself. Needed with exposure. Default: nobody.",
    ),
  monitoring: z
    .array(kubeLabel)
    .default(["monitoring"])
    .describe("Namespaces whose pods may read metrics. Default: monitoring."),
});
export type KubernetesKeys = z.infer<typeof kubernetesKeys>;

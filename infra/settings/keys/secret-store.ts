/** `secrets.external.store`: the services that values may be kept in. */
import { z } from "zod";
import { anyPort, kubeLabel } from "../scalars.ts";

const uuid = z.uuid({ error: "an id of hexadecimal digits and dashes, such as 11111111-2222-4333-8444-555555555555" });

const role = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, { error: "the ARN of a role" });

const secretsManager = z.strictObject({
  type: z.literal("aws").describe("AWS Secrets Manager."),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "a region, such as eu-central-1" })
    .describe("Region of the secrets."),
  role: role.describe("Role that the stack's service account takes, by the cluster's OIDC provider."),
});

/** On AWS the program makes what it takes. */
const ownSecretsManager = z.strictObject({
  type: z.literal("aws").describe("AWS Secrets Manager, in the stack's own region and account."),
  role: role
    .optional()
    .describe(
      "Role that the stack's service account takes, by the OIDC provider of a cluster that is there. Default: one is made for the stack's own operator, by EKS Pod Identity.",
    ),
});

const elsewhere = [
  z.strictObject({
    type: z.literal("gcp").describe("Google Secret Manager."),
    project: z.string().min(1).describe("Project of the secrets."),
    serviceAccount: z.email().describe("Google service account that the stack's takes, by workload identity."),
    cluster: z
      .strictObject({
        name: z.string().min(1).describe("Its name."),
        location: z.string().min(1).describe("Its region or zone."),
        project: z.string().min(1).optional().describe("Its project. Default: that of the secrets."),
      })
      .describe("The GKE cluster."),
  }),
  z.strictObject({
    type: z.literal("azure").describe("Azure Key Vault."),
    vaultUrl: z.url({ protocol: /^https$/, error: "an address that begins with https://" }).describe("The vault."),
    tenantId: uuid.describe("Tenant of the identity."),
    clientId: uuid.describe("Managed identity that the stack's service account takes, by workload identity."),
  }),
  z.strictObject({
    type: z.literal("vault").describe("Vault, its key-value engine of version 2."),
    server: z.url({ protocol: /^https$/, error: "an address that begins with https://" }).describe("Its address."),
    port: anyPort
      .optional()
      .describe(
        "Port of its pods, when it runs in the cluster and its Service translates that of server to another, such as 8200. Default: that of server.",
      ),
    path: z.string().min(1).default("secret").describe("Where the engine is mounted. Default: secret."),
    mountPath: z
      .string()
      .min(1)
      .default("kubernetes")
      .describe("Where its login by Kubernetes' service accounts is mounted. Default: kubernetes."),
    role: z.string().min(1).describe("Vault's role for the stack's service account."),
    namespace: z.string().min(1).optional().describe("Vault's own namespace. Default: none."),
    authority: z
      .strictObject({
        configMap: kubeLabel.describe("ConfigMap in the stack's namespace."),
        key: z.string().min(1).default("ca.crt").describe("Key of it. Default: ca.crt."),
      })
      .optional()
      .describe("Who signed its certificate. Default: the authorities that the operator's image trusts."),
  }),
  z.strictObject({
    type: z.literal("kubernetes").describe("Secrets of another namespace."),
    namespace: kubeLabel.describe("The namespace, for this alone: the stack may read every Secret in it."),
  }),
  z.strictObject({
    type: z.literal("existing").describe("A store that is there."),
    kind: z.enum(["SecretStore", "ClusterSecretStore"]).describe("Of the stack's namespace, or of the cluster."),
    name: kubeLabel.describe("Its name."),
    ports: z
      .array(anyPort)
      .default([])
      .describe(
        "Ports that an operator of the stack's own reaches it at besides those of kubernetes.apiPorts, such as 8200 of Vault. Default: none.",
      ),
    property: z
      .string()
      .min(1)
      .optional()
      .describe("Field that holds a value, where it keeps maps as Vault does. Default: it keeps plain values."),
  }),
] as const;

export const secretStore = z.discriminatedUnion("type", [secretsManager, ...elsewhere]);
export const awsSecretStore = z.discriminatedUnion("type", [ownSecretsManager, ...elsewhere]);
export type SecretStoreKeys = z.infer<typeof secretStore>;

/** `secrets`: what the stack makes and keeps secret. */
import { z } from "zod";
import { kubeLabel, rotation } from "../scalars.ts";
import { awsSecretStore, secretStore } from "./secret-store.ts";

const shared = {
  authority: z
    .strictObject({
      validDays: z
        .int()
        .min(7)
        .max(3650)
        .default(825)
        .describe("days that the stack's certificate authority is valid. Default: 825."),
      rotation: rotation
        .default(1)
        .describe(
          "Raise it for a new authority: certificates are made anew and brokers restart. Default: 1. On Kubernetes only 1, as Strimzi renews it by itself.",
        ),
    })
    .prefault({})
    .describe("The certificate authority made for the stack."),
  ingestToken: z
    .strictObject({
      rotation: rotation
        .default(1)
        .describe("Raise it for a new bearer token; the former one works until the next raise. Default: 1."),
    })
    .prefault({})
    .describe("The token that HTTP clients of ingest send."),
};
const meaning = "What the stack makes and keeps secret. Values never stand in settings.";

export const secrets = z.strictObject(shared).prefault({}).describe(meaning);

const externalShared = {
  operator: z
    .discriminatedUnion("mode", [
      z.strictObject({
        mode: z.literal("install").describe("External Secrets Operator by its chart, for the stack's namespace only."),
        namespace: kubeLabel
          .default("external-secrets")
          .describe("Where the operator runs. Default: external-secrets."),
        replicas: z.int().min(1).max(3).default(2).describe("Copies, of which one leads. Default: 2."),
        repository: z
          .string()
          .regex(/^(oci|https):\/\//, { error: "an address that begins with oci:// or https://" })
          .optional()
          .describe("Where the chart comes from. Default: the operator's own."),
        image: z
          .string()
          .regex(/^[a-z0-9][a-zA-Z0-9._:/-]*$/, { error: "a repository of images, without a tag" })
          .optional()
          .describe("Repository of its image, without a tag. Default: the operator's own."),
      }),
      z.strictObject({
        mode: z
          .literal("present")
          .describe("An operator that is there and looks after the namespace, with its definitions."),
      }),
    ])
    .default({ mode: "install", namespace: "external-secrets", replicas: 2 })
    .describe("Who keeps Secrets equal to the store. Default: an operator of the stack's own."),
  values: z
    .enum(["generated", "given"])
    .default("generated")
    .describe(
      "generated: the operator makes a value for each generation that the store does not have, and writes it there. given: somebody puts them there, and it only reads. Default: generated.",
    ),
  prefix: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe(
      "Before the names of all values in the store. Default: tributary-<stack>-. A change makes all of them anew.",
    ),
  refreshInterval: z
    .string()
    .regex(/^[1-9]\d*(s|m|h)$/, { error: "a whole number with s, m or h, such as 30m" })
    .default("1h")
    .describe("How often the operator looks for a changed value. Default: 1h."),
};
const where = "Where values are kept.";
const external = z.strictObject({ ...externalShared, store: secretStore.describe(where) });
const awsExternal = z.strictObject({ ...externalShared, store: awsSecretStore.describe(where) });
const externalMeaning =
  "Passwords and tokens in a store, by External Secrets Operator (docs/secrets.md). Default: Pulumi makes them, and keeps them encrypted in its state.";

/** Of a Kubernetes cluster. */
export const kubernetesSecrets = z
  .strictObject({ ...shared, external: external.optional().describe(externalMeaning) })
  .prefault({})
  .describe(meaning);

/** Of a cluster on AWS. */
export const awsSecrets = z
  .strictObject({ ...shared, external: awsExternal.optional().describe(externalMeaning) })
  .prefault({})
  .describe(meaning);
/** Of either. */
export type ExternalSecretsKeys = z.infer<typeof external> | z.infer<typeof awsExternal>;

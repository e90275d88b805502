/** Where the passwords and tokens of a stack on AWS come from: as on every cluster, and Secrets Manager with a role that is made here. */
import type * as pulumi from "@pulumi/pulumi";
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import { names } from "../../naming.ts";
import type { Place } from "../../pods/place.ts";
import { type OwnStore, type Secrets, secretPrefix, secretsOf } from "../../pods/secrets.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

export interface AwsSecretParts {
  /** The cluster that the pods are of. */
  cluster: Pick<HostedCluster, "name" | "arn">;
  /** ARN of the key for passwords. */
  key: pulumi.Input<string>;
  /** Beginnings of names of other secrets that the operator reads, such as AmazonMSK_<cluster>-. Default: none. */
  alsoRead?: string[];
  /** Of resources of AWS. */
  opts?: pulumi.ComponentResourceOptions;
}

/** @returns `external`: where secrets that MSK reads, too, are read from; undefined: nothing here reads Secrets Manager */
export async function awsSecretsOf(
  settings: AwsSettings,
  stack: string,
  place: Place,
  parts: AwsSecretParts,
): Promise<Secrets> {
  const own = await ownStore(settings, stack, parts);
  const { source, external } = await secretsOf(settings, stack, place, own);
  return own && external ? { source, external } : { source };
}

/** @returns undefined: the store is another one, or there is none */
async function ownStore(
  settings: AwsSettings,
  stack: string,
  { cluster, key, alsoRead = [], opts }: AwsSecretParts,
): Promise<OwnStore | undefined> {
  const { external } = settings.secrets;
  if (external?.store.type !== "aws") return undefined;
  const { region } = settings.aws;
  const { role } = external.store;
  if (role !== undefined) return { store: { type: "aws", region, role } };
  // The settings' checks have seen that the operator is the stack's own.
  if (external.operator.mode === "present") return { store: { type: "aws", region } };
  const { AwsStoreAccess } = await import("../../../components/secrets/aws/store-access.ts");
  const { SERVICE_ACCOUNT } = await import("../../../components/secrets/kubernetes/operator.ts");
  const { identity, keeping } = new AwsStoreAccess(
    names.secretAccess,
    {
      cluster,
      region,
      operator: { namespace: external.operator.namespace, serviceAccount: SERVICE_ACCOUNT },
      stack,
      prefix: secretPrefix(external, stack),
      alsoRead,
      writes: external.values === "generated",
      key,
      tags: tagsOf(settings, stack),
    },
    opts,
  );
  return { store: { type: "aws", region }, identity, keeping };
}

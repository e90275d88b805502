/** Topics as tables, which the service keeps. */
import { ApiKey } from "@pulumi/confluentcloud/apiKey.js";
import type { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import type { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import type { MakeChild } from "../../component.ts";
import type { ConfluentArgs, Tableflow } from "./args.ts";
import { keysOf, ownerOf } from "./keys.ts";
import { accountName } from "./names.ts";

/** As the example of the provider's ApiKey names it. */
const TABLEFLOW = { id: "tableflow", apiVersion: "tableflow/v1", kind: "Tableflow" };

/** With it tables are made, if there are any. */
export function tableflowKey(
  child: MakeChild,
  { tableflow, prefix, administrator, transform }: ConfluentArgs,
  account: ServiceAccount,
  administers: RoleBinding,
  description: string,
): ApiKey | undefined {
  if (Object.keys(tableflow).length === 0) return undefined;
  const { active } = keysOf(administrator.rotation, (generation) =>
    child(
      ApiKey,
      `tableflow-key-${generation}`,
      {
        displayName: `${accountName(prefix, "tableflow")}-${generation}`,
        description,
        owner: ownerOf(account),
        managedResource: TABLEFLOW,
      },
      { dependsOn: [administers] },
      transform?.key,
    ),
  );
  return active;
}

export function tablesOf({ formats, bucket }: Tableflow) {
  return {
    tableFormats: formats,
    ...(bucket === undefined
      ? { managedStorages: [{}] }
      : { byobAws: { bucketName: bucket.name, providerIntegrationId: bucket.providerIntegration } }),
  };
}

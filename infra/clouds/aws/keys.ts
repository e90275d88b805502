/** The stack's keys at AWS. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import { names, project } from "../../naming.ts";
import { tagsOf } from "../../tags.ts";
import type { Caller } from "./caller.ts";
import type { AwsSettings } from "./index.ts";

export async function keysOf(
  settings: AwsSettings,
  stack: string,
  opts: ComponentResourceOptions,
  { account }: Caller,
): Promise<AwsKeys> {
  const { AwsKeys } = await import("../../../components/secrets/aws/keys.ts");
  const args = {
    region: settings.aws.region,
    account,
    prefix: `${project}-${stack}`,
    protection: settings.environment === "production",
    tags: tagsOf(settings, stack),
  };
  return new AwsKeys(names.keys, args, opts);
}

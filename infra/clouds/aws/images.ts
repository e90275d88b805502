/** Where the stack's image is pushed to: `npm run image -- app --push` takes its folder, and says the digest for `kubernetes.image`. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { fitted } from "../../../components/aws/names.ts";
import type { EcrRepository } from "../../../components/images/ecr.ts";
import type { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import { names, project } from "../../naming.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

export async function repositoryOf(
  settings: AwsSettings,
  stack: string,
  opts: ComponentResourceOptions,
  keys: AwsKeys,
): Promise<EcrRepository> {
  const { EcrRepository } = await import("../../../components/images/ecr.ts");
  const args = {
    repositoryName: `${fitted("repository", project, stack)}/app`,
    key: keys.data,
    protection: settings.environment === "production",
    tags: tagsOf(settings, stack),
  };
  return new EcrRepository(names.images, args, opts);
}

/** The one provider of AWS of a stack: which region, which account, which tags. */
import { Provider } from "@pulumi/aws/provider.js";
import { names } from "../../naming.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

/** Its credentials are those of whoever runs Pulumi; none stands in the settings. */
export function awsProvider(settings: AwsSettings, stack: string): Provider {
  const { region, account } = settings.aws;
  return new Provider(names.aws, {
    region,
    ...(account === undefined ? {} : { allowedAccountIds: [account] }),
    // Also what components make without saying so.
    defaultTags: { tags: tagsOf(settings, stack) },
  });
}

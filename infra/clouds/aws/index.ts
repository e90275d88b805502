/** `cloud: aws`: which components, with which arguments. */
import type { StackOutputs } from "../../outputs.ts";
import type { SettingsOf } from "../../settings.ts";

export type AwsSettings = SettingsOf<"aws">;

export async function deployAws(_settings: AwsSettings, _stack: string): Promise<StackOutputs> {
  throw new Error("to come");
}

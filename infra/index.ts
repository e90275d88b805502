/** The entry for Pulumi: settings of the running stack in, resources and outputs out. */
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../components/errors.ts";
import { project } from "./naming.ts";
import type { StackOutputs } from "./outputs.ts";
import { program } from "./program.ts";
import { loadSettings } from "./settings.ts";

/** Run by Pulumi, by the automation library and by nothing else. Errors on purpose are shown without a stack trace. */
export default async function main(): Promise<StackOutputs> {
  try {
    return await program(loadSettings(new pulumi.Config(project)), pulumi.getStack());
  } catch (error) {
    // Pulumi prints the message alone of what carries this mark, as its own RunError does.
    throw error instanceof TributaryError ? Object.assign(error, { __pulumiRunError: true }) : error;
  }
}

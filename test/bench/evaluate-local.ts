/** The program on stack local under the mock runtime: settings read, every resource registered, nothing created. */
import * as pulumi from "@pulumi/pulumi";
import { program } from "../../infra/program.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";

await pulumi.runtime.setMocks(
  { call: () => ({}), newResource: (args) => ({ id: args.name, state: args.inputs }) },
  "tributary",
  "local",
);
await pulumi.runtime.runInPulumiStack(async () => program(parseSettings(readStackFile("local")), "local"));
console.log(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }));

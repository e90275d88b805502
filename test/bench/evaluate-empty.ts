/** An empty Pulumi program under the mock runtime: what any program costs before it does anything. */
import * as pulumi from "@pulumi/pulumi";

await pulumi.runtime.setMocks(
  { call: () => ({}), newResource: (args) => ({ id: args.name, state: args.inputs }) },
  "tributary",
  "local",
);
await pulumi.runtime.runInPulumiStack(async () => ({}));
console.log(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }));

/**
 * A stack of @pulumi/kafka's resources alone, in a process of its own, as a program that fails leaves promises behind: told by standard
 * input, runs one command, writes what was done to resources of Kafka as JSON.
 */
import { text } from "node:stream/consumers";
import { Provider } from "@pulumi/kafka/provider.js";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import {
  KafkaProviderAdministration,
  type KafkaProviderAdministrationArgs,
} from "../../components/kafka/administration/provider.ts";
import { type LoginArgs, providerArgs } from "../../components/kafka/administration/provider-args.ts";

export interface KafkaProviderRun {
  command: "up" | "destroy";
  /** Folder of state and plugins. */
  home: string;
  login: LoginArgs;
  wanted: KafkaProviderAdministrationArgs;
}

const { command, home, login, wanted } = JSON.parse(await text(process.stdin)) as KafkaProviderRun;

async function program(): Promise<void> {
  const kafka = new Provider("kafka", providerArgs(login));
  new KafkaProviderAdministration("administration", wanted, { providers: { kafka } });
}

const envVars = { PULUMI_BACKEND_URL: `file://${home}`, PULUMI_CONFIG_PASSPHRASE: "test", PULUMI_HOME: home };
const stack = await LocalWorkspace.createOrSelectStack(
  { stackName: "dev", projectName: "tributary-kafka", program },
  { workDir: home, envVars },
);
const steps: string[] = [];
await stack[command]({
  onEvent: ({ resOutputsEvent: event }) => {
    if (event?.metadata.type.startsWith("kafka:")) steps.push(`${event.metadata.op} ${event.metadata.type}`);
  },
});
process.stdout.write(JSON.stringify(steps.filter((step) => !step.startsWith("same ")).sort()));

/** The program on a stack's settings, recorded: nobody is asked, and what only clouds know is made up in its form. */
import { existsSync } from "node:fs";
import { runtime } from "@pulumi/pulumi";
import type { Caller } from "../clouds/aws/caller.ts";
import { program } from "../program.ts";
import { parseSettings, type Settings } from "../settings.ts";
import { readStackFile, stackFile } from "../stack-file.ts";
import { ACCOUNT, awsAnswer } from "./answers/aws.ts";
import { type OutputsOf, type Recording, record } from "./record.ts";

/**
 * @param today versions that have ended by then are warned of
 * @throws TributaryError what the program throws before it asks anybody
 */
export async function recordSettings(settings: Settings, stack: string, today = new Date()): Promise<Recording> {
  standInConfig(settings);
  const askCaller = async () => callerOf(settings);
  const outputs = new Proxy(await referenced(settings, today), {
    get: (known, type: string) => known[type] ?? (type.startsWith("aws:") ? awsAnswer(type) : undefined),
  });
  // Without the other stack nothing of it is known, as in a preview.
  const preview = settings.kafka.backend === "referenced" && Object.keys(outputs).length === 0;
  return await record(() => program(settings, stack, { look: false, today, askCaller }), { stack, outputs, preview });
}

/** Secrets of the provider's login stand in Pulumi's configuration, which nobody has here; that they are there is what its engine says. */
function standInConfig({ cloud, kafka }: Settings): void {
  if (cloud === "local" || kafka.backend !== "existing") return;
  for (const key of ["saslPassword", "clientCert", "clientKey", "caCert"]) runtime.setConfig(`kafka:${key}`, "made up");
}

/** Whoever may fill the cluster that is made. */
function callerOf(settings: Settings): Caller {
  const aws = settings.cloud === "aws" ? settings.aws : undefined;
  const account = aws?.account ?? ACCOUNT;
  const entries = aws?.eks.mode === "create" ? Object.values(aws.eks.access) : [];
  const filler = entries.find(({ policy, namespaces }) => policy === "clusterAdmin" && namespaces === undefined);
  return { account, principal: filler?.principal ?? `arn:aws:iam::${account}:role/tributary-deployer` };
}

/** What another stack tells is what its own program tells, where its file is here. */
async function referenced({ kafka }: Settings, today: Date): Promise<OutputsOf> {
  if (kafka.backend !== "referenced") return {};
  const other = kafka.stack.split("/").at(-1) ?? "";
  if (!existsSync(stackFile(other))) return {};
  const { result } = await recordSettings(parseSettings(readStackFile(other)), other, today);
  return { "pulumi:pulumi:StackReference": () => ({ outputs: result, secretOutputNames: [] }) };
}

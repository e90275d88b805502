/** `cloud: azure`: the application as pods of a cluster that is there, and Kafka at Confluent Cloud. */
import type { PrivateAccess } from "../../components/kafka/confluent/private/access.ts";
import type { StackOutputs } from "../outputs.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { confluentChoices, confluentZones, deployAtConfluent } from "./confluent.ts";

type AzureSettings = SettingsOf<"azure">;

export async function deployAzure(settings: AzureSettings, stack: string): Promise<StackOutputs> {
  return deployAtConfluent(settings, stack, await wayOf(settings, stack));
}

async function wayOf(settings: AzureSettings, stack: string): Promise<PrivateAccess | undefined> {
  const { kafka, azure } = settings;
  if (confluentChoices(kafka).network === "public" || azure.network === undefined) return undefined;
  const { azureAccess } = await import("../../components/kafka/confluent/private/azure.ts");
  const { id: network, subnet, cidr } = azure.network;
  const { subscription, location, resourceGroup } = azure;
  const zones = confluentZones(kafka);
  return azureAccess({
    subscription,
    location,
    resourceGroup,
    network,
    subnet,
    cidr,
    zones,
    tags: tagsOf(settings, stack),
  });
}

/** `cloud: gcp`: the application as pods of a cluster that is there, and Kafka at Confluent Cloud. */
import type { PrivateAccess } from "../../components/kafka/confluent/private/access.ts";
import type { StackOutputs } from "../outputs.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { confluentChoices, confluentZones, deployAtConfluent } from "./confluent.ts";

type GcpSettings = SettingsOf<"gcp">;

export async function deployGcp(settings: GcpSettings, stack: string): Promise<StackOutputs> {
  return deployAtConfluent(settings, stack, await wayOf(settings, stack));
}

async function wayOf(settings: GcpSettings, stack: string): Promise<PrivateAccess | undefined> {
  const { kafka, gcp } = settings;
  if (confluentChoices(kafka).network === "public" || gcp.network === undefined) return undefined;
  const { gcpAccess } = await import("../../components/kafka/confluent/private/gcp.ts");
  const { name: network, subnetwork, cidr } = gcp.network;
  const { project, region } = gcp;
  return gcpAccess({
    project,
    region,
    network,
    subnetwork,
    cidr,
    zones: confluentZones(kafka),
    tags: tagsOf(settings, stack),
  });
}

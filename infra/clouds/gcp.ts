/** `cloud: gcp`: the application as pods of a cluster that is there, and Kafka at Confluent Cloud. */
import type { PrivateAccess } from "../../components/kafka/confluent/private/access.ts";
import { createKafkaCluster } from "../../components/kafka/select.ts";
import { names } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";
import { around } from "../pods/around.ts";
import { placeOf } from "../pods/place.ts";
import { secretSource } from "../pods/secrets.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { confluentChoices, confluentSpec, confluentZones } from "./confluent.ts";

type GcpSettings = SettingsOf<"gcp">;

export async function deployGcp(settings: GcpSettings, stack: string): Promise<StackOutputs> {
  const place = placeOf(settings, stack);
  const source = await secretSource(settings, stack, place);
  const spec = confluentSpec(settings, settings.kafka, stack, place, await wayOf(settings, stack));
  const cluster = await createKafkaCluster(names.kafka, spec, place.opts);
  return around(cluster, settings, stack, place, source);
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

/** The way from a stack's network on AWS to a private cluster of Confluent Cloud. */
import type { PrivateAccess } from "../../../components/kafka/confluent/private/access.ts";
import type { ConfluentKafka } from "../../settings/kafka/confluent.ts";
import { tagsOf } from "../../tags.ts";
import { confluentChoices, confluentZones } from "../confluent.ts";
import type { Ground } from "./ground.ts";
import type { AwsSettings } from "./index.ts";

/** @returns undefined: the cluster has a public address */
export async function confluentWay(
  settings: AwsSettings,
  kafka: ConfluentKafka,
  stack: string,
  { network, account }: Ground,
): Promise<PrivateAccess | undefined> {
  if (confluentChoices(settings, kafka).network === "public") return undefined;
  const { awsAccess } = await import("../../../components/kafka/confluent/private/aws.ts");
  return awsAccess({ network, account, zones: confluentZones(kafka), tags: tagsOf(settings, stack) });
}

/**
 * Zones of a network that its services are not in, and those of a private cluster at Confluent Cloud. They are known by ids alone: names mean other
 * zones in other accounts, so AWS is asked.
 */
import { isDeepStrictEqual } from "node:util";
import { type Problem, settingsError } from "../../settings/problem.ts";
import { confluentChoices, confluentZones } from "../confluent.ts";
import { aws } from "./command.ts";
import type { AwsSettings } from "./index.ts";
import { zonesOf } from "./network.ts";

/**
 * Sources, checked 2026-11-27: Amazon EKS User Guide, network-reqs: subnet requirements; AWS CloudFormation, AWS::MSK::Cluster
 * BrokerNodeGroupInfo, ClientSubnets.
 */
const without: Record<"EKS" | "MSK", string[]> = { EKS: ["use1-az3", "usw1-az2", "cac1-az3"], MSK: ["use1-az3"] };
/** Of those zones: nobody is asked in others. */
const regions = ["us-east-1", "us-west-1", "ca-central-1"];

/** Ids of a region's zones by their names in this account. */
export type AskZones = (region: string) => Promise<Record<string, string>>;

/** What may not be read is not judged: EKS names its zones when it refuses one. */
const askZones: AskZones = async (region) => {
  const answer = await aws(region, "ec2", "describe-availability-zones").catch(() => undefined);
  const zones: [string, string][] = (answer?.AvailabilityZones ?? [])
    .filter(({ ZoneType }: any) => ZoneType === undefined || ZoneType === "availability-zone")
    .map(({ ZoneName, ZoneId }: any) => [ZoneName, ZoneId]);
  return Object.fromEntries(zones);
};

/** @throws TributaryError TRB_SETTINGS_INVALID before anything is declared */
export async function lookAtZones(settings: AwsSettings, ask: AskZones = askZones): Promise<void> {
  const { region, network } = settings.aws;
  const services = regions.includes(region) ? servicesOf(settings) : [];
  const named = zonesAtConfluent(settings);
  if (services.length === 0 && named.length === 0) return;
  const ids = await ask(region);
  const refuses = (zone: string) => services.find((service) => without[service].includes(ids[zone] ?? ""));
  const fit = Object.keys(ids).filter((zone) => refuses(zone) === undefined);
  const problems = zonesOf(settings).flatMap((zone, index): Problem[] => {
    const service = refuses(zone);
    if (service === undefined) return [];
    const why = `${zone} is ${ids[zone]} in this account, which ${service} is not in`;
    return network.mode === "create"
      ? [{ path: "aws.network.zones", given: zone, allowed: `zones among ${fit.join(", ")}: ${why}` }]
      : [
          {
            path: `aws.network.subnets[${index}]`,
            given: zone,
            allowed: `a subnet in one of ${fit.join(", ")}: ${why}`,
          },
        ];
  });
  problems.push(...confluentProblems(settings, named, ids));
  if (problems.length > 0) throw settingsError(problems);
}

/** Of a private cluster that says its zones. */
const zonesAtConfluent = ({ kafka }: AwsSettings): string[] =>
  kafka.backend === "confluent" && confluentChoices(kafka).network === "private" ? confluentZones(kafka) : [];

/**
 * AWS makes no endpoint in a zone that Confluent's service is not in, and brokers of a zone without one have an address that leads nowhere
 * (confluentinc/terraform-provider-confluent 2.83.0, examples/configurations/dedicated-privatelink-aws-kafka-rbac: subnets by zone id).
 */
function confluentProblems(settings: AwsSettings, named: string[], ids: Record<string, string>): Problem[] {
  const zones = zonesOf(settings);
  const own = zones.flatMap((zone) => ids[zone] ?? []);
  if (named.length === 0 || own.length < zones.length) return [];
  if (isDeepStrictEqual([...named].sort(), [...own].sort())) return [];
  const allowed = `${own.join(", ")}, as the zones of aws.network (${zones.join(", ")}) are called in this account: each leads to brokers of its own`;
  return [{ path: "kafka.size.zones", given: named.join(", "), allowed }];
}

/** What is made in the network's zones. */
function servicesOf({ aws: { eks }, kafka }: AwsSettings): ("EKS" | "MSK")[] {
  return [...(eks.mode === "create" ? ["EKS" as const] : []), ...(kafka.backend === "msk" ? ["MSK" as const] : [])];
}

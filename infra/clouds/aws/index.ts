/** `cloud: aws`: which components, with which arguments. */
import type { KafkaCluster } from "../../../components/kafka/cluster.ts";
import { createKafkaCluster, type KafkaClusterSpec } from "../../../components/kafka/select.ts";
import { names } from "../../naming.ts";
import type { StackOutputs } from "../../outputs.ts";
import { around } from "../../pods/around.ts";
import type { Secrets } from "../../pods/secrets.ts";
import { strimziOperator, strimziSpec } from "../../pods/strimzi.ts";
import type { SettingsOf } from "../../settings.ts";
import { confluentAwsWay, confluentSpec } from "../confluent.ts";
import type { AskCaller } from "./caller.ts";
import { deliver } from "./channels.ts";
import { existingIdentity } from "./existing.ts";
import { type Ground, groundOf } from "./ground.ts";
import { repositoryOf } from "./images.ts";
import { lakeOf, lakeOutputs, lakeTablesOf } from "./lake.ts";
import { withListener } from "./listener.ts";
import { awsLogs } from "./logs.ts";
import { awsMetrics } from "./metrics.ts";
import { mskClusterName, mskSpec } from "./msk.ts";
import { withZones } from "./network.ts";
import { awsSecretsOf } from "./secrets.ts";

export type AwsSettings = SettingsOf<"aws">;

/** @param ask how AWS is asked who runs this. Default: by its command line */
export async function deployAws(given: AwsSettings, stack: string, ask?: AskCaller): Promise<StackOutputs> {
  const settings = withZones(given);
  const makeCluster = await clusterOf(settings, stack);
  const ground = await groundOf(settings, stack, ask);
  const { keys, eks, place } = ground;
  const images = await repositoryOf(settings, stack, place.opts, keys);
  const secrets = await awsSecretsOf(settings, stack, place, {
    cluster: eks,
    key: keys.secrets,
    alsoRead: secretsOfUsers(settings, stack),
    opts: place.opts,
  });
  const lake = await lakeOf(settings, stack, keys.data, place.opts);
  const tables = await lakeTablesOf(settings, stack, keys.data, place.opts);
  const cluster = await makeCluster(ground, secrets);
  if (settings.kafka.backend === "msk")
    await deliver(settings, settings.kafka, stack, cluster, keys, { lake, tables }, place.opts);
  const beside = { lake: lakeOutputs(lake, tables), images: { repository: images.url } };
  return around(cluster, settings, stack, place, secrets.source, beside, {
    logs: awsLogs(settings, stack, eks, place),
    metrics: awsMetrics(settings, stack, eks, place),
  });
}

/** MSK's own names of them. */
const secretsOfUsers = ({ kafka }: AwsSettings, stack: string): string[] =>
  kafka.backend === "msk" ? [`AmazonMSK_${mskClusterName(kafka, stack)}-`] : [];

type MakeCluster = (ground: Ground, secrets: Secrets) => Promise<KafkaCluster>;

/** What a backend may miss, such as a secret, is found out here: before anything is declared. */
async function clusterOf(settings: AwsSettings, stack: string): Promise<MakeCluster> {
  const { kafka } = settings;
  const make = (spec: KafkaClusterSpec, { place }: Ground) => createKafkaCluster(names.kafka, spec, place.opts);
  switch (kafka.backend) {
    case "msk":
      return (ground, { external }) => {
        const { network, eks, keys, place } = ground;
        return make(mskSpec(settings, kafka, stack, network, eks, keys, place, external), ground);
      };
    case "confluent":
      return async (ground) => {
        const { network, account, place } = ground;
        const way = await confluentAwsWay(settings, kafka, stack, network, account);
        return make(confluentSpec(settings, kafka, stack, place, way), ground);
      };
    case "strimzi":
      return async (ground, { source }) => {
        const { place, services } = ground;
        const operator = await strimziOperator(settings, stack, place);
        return make(
          strimziSpec(settings, withListener(kafka), stack, place, source, [...operator, ...services]),
          ground,
        );
      };
    case "existing": {
      const { administratorLogin, existingCluster } = await import("../../pods/existing.ts");
      const login = administratorLogin(kafka);
      const { region } = settings.aws;
      return async ({ place, services, eks }) => {
        const identity = await existingIdentity(settings, kafka, stack, eks, place);
        const parts = { region, after: services, ...(identity ? { identity } : {}) };
        return existingCluster(settings, kafka, stack, place, login, parts);
      };
    }
    default:
      return kafka satisfies never;
  }
}

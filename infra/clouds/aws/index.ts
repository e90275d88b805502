/** `cloud: aws`: which components, with which arguments. */
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
import { type Ground, groundOf } from "./ground.ts";
import { repositoryOf } from "./images.ts";
import { lakeOf, lakeOutputs, lakeTablesOf } from "./lake.ts";
import { mskClusterName, mskSpec } from "./msk.ts";
import { awsSecretsOf } from "./secrets.ts";

export type AwsSettings = SettingsOf<"aws">;

/** @param ask how AWS is asked who runs this. Default: by its command line */
export async function deployAws(settings: AwsSettings, stack: string, ask?: AskCaller): Promise<StackOutputs> {
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
  const spec = await clusterSpec(settings, stack, ground, secrets);
  const cluster = await createKafkaCluster(names.kafka, spec, place.opts);
  const { kafka } = settings;
  if (kafka.backend === "msk") await deliver(settings, kafka, stack, cluster, keys, { lake, tables }, place.opts);
  return around(cluster, settings, stack, place, secrets.source, {
    lake: lakeOutputs(lake, tables),
    images: { repository: images.url },
  });
}

/** MSK's own names of them. */
const secretsOfUsers = ({ kafka }: AwsSettings, stack: string): string[] =>
  kafka.backend === "msk" ? [`AmazonMSK_${mskClusterName(kafka, stack)}-`] : [];

async function clusterSpec(
  settings: AwsSettings,
  stack: string,
  ground: Ground,
  { source, external }: Secrets,
): Promise<KafkaClusterSpec> {
  const { account, network, eks, keys, place, services } = ground;
  const { kafka } = settings;
  switch (kafka.backend) {
    case "msk":
      return mskSpec(settings, kafka, stack, network, eks, keys, place, external);
    case "confluent":
      return confluentSpec(
        settings,
        kafka,
        stack,
        place,
        await confluentAwsWay(settings, kafka, stack, network, account),
      );
    case "strimzi": {
      const operator = await strimziOperator(settings, stack, place);
      return strimziSpec(settings, kafka, stack, place, source, [...operator, ...services]);
    }
    default:
      return kafka satisfies never;
  }
}

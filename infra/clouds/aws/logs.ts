/** Who reads what AWS keeps of the brokers' own lines. */
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import { CollectorAccess } from "../../../components/logging/aws/access.ts";
import { names } from "../../naming.ts";
import type { CloudLogs } from "../../pods/logging.ts";
import type { Place } from "../../pods/place.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

export function awsLogs(settings: AwsSettings, stack: string, cluster: HostedCluster, { opts }: Place): CloudLogs {
  const { region } = settings.aws;
  const tags = tagsOf(settings, stack);
  return {
    region,
    identity: (namespace, sources) => {
      const account = "logging-collector";
      const access = new CollectorAccess(
        names.logAccess,
        { cluster, region, namespace, serviceAccount: account, sources, tags },
        opts,
      );
      return { grant: () => access.ready, reached: access.reached };
    },
  };
}

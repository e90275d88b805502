/** Who asks CloudWatch how the brokers are. */
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import { names } from "../../naming.ts";
import type { CloudMetrics } from "../../pods/monitoring.ts";
import type { Place } from "../../pods/place.ts";
import { mskParts } from "../../settings/kafka/msk-defaults.ts";
import { tagsOf } from "../../tags.ts";
import { cloudWatchExporter } from "../../versions.ts";
import type { AwsSettings } from "./index.ts";

/** Whether brokers have no pages of their own, which tell as much, and somebody reads. */
export function asksCloudWatch({ kafka, monitoring }: AwsSettings): boolean {
  if (kafka.backend !== "msk" || monitoring.operator === undefined) return false;
  return kafka.tier === "serverless" || !(kafka.monitoring ?? mskParts.monitoring).open;
}

export function awsMetrics(
  settings: AwsSettings,
  stack: string,
  cluster: HostedCluster,
  { namespace, opts }: Place,
): CloudMetrics {
  const { aws, kubernetes, monitoring } = settings;
  const tags = tagsOf(settings, stack);
  return {
    async exporter(kept, asked) {
      const { CloudWatchExporter } = await import("../../../components/monitoring/aws/cloudwatch.ts");
      const args = {
        cluster,
        region: aws.region,
        namespace,
        kept,
        clusterTags: { project: tags["project"]!, stack },
        asked,
        interval: monitoring.exporter.intervalSeconds,
        image: imageOf(settings),
        imagePullSecrets: kubernetes.imagePullSecrets,
        readers: kubernetes.monitoring.map(namespacePeer),
        tags,
      };
      return new CloudWatchExporter(names.cloudWatchExporter, args, opts).metrics;
    },
  };
}

/** A mirror of images has the same path. */
function imageOf({ monitoring: { exporter, operator } }: AwsSettings): string {
  const { image, version } = cloudWatchExporter;
  const mirror = operator?.mode === "install" ? operator.imageRegistry : undefined;
  const from = mirror === undefined ? image : `${mirror}${image.slice(image.indexOf("/"))}`;
  return exporter.image ?? `${from}:v${version}`;
}

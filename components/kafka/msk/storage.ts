/** Disks of standard brokers. */
import { Policy } from "@pulumi/aws/appautoscaling/policy.js";
import { Target } from "@pulumi/aws/appautoscaling/target.js";
import type * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import type { MskStorage } from "./args.ts";

export interface StorageScaling {
  target: Target;
  policy: Policy;
}

export function storageInfo({ sizeGi, throughputMibps }: MskStorage) {
  return {
    ebsStorageInfo: {
      volumeSize: sizeGi,
      ...(throughputMibps === undefined
        ? {}
        : { provisionedThroughput: { enabled: true, volumeThroughput: throughputMibps } }),
    },
  };
}

/**
 * What has grown by itself is not made smaller again, so that its size is not looked at; without scaling it is, as no other change of it
 * would ever be made (terraform-aws-modules/terraform-aws-msk-kafka-cluster issue 30).
 */
export const grownByItself = ({ scaling }: MskStorage): string[] =>
  scaling === undefined ? [] : ["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"];

/** Sources: developer guide, msk-autoexpand; hashicorp/terraform-provider-aws issue 20327. */
export function storageScaling(
  child: MakeChild,
  clusterArn: pulumi.Output<string>,
  { maxGi, targetPercent }: NonNullable<MskStorage["scaling"]>,
  tags: Record<string, string>,
): StorageScaling {
  const target = child(Target, "storage-target", {
    serviceNamespace: "kafka",
    scalableDimension: "kafka:broker-storage:VolumeSize",
    resourceId: clusterArn,
    // Disks never shrink, whatever is the least.
    minCapacity: 1,
    maxCapacity: maxGi,
    tags,
  });
  const policy = child(Policy, "storage-policy", {
    policyType: "TargetTrackingScaling",
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
      targetValue: targetPercent,
      disableScaleIn: true,
    },
  });
  return { target, policy };
}

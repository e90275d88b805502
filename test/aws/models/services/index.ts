/** Every type of resource that stacks on AWS may have. */
import type { Mappings } from "../mapping.ts";
import type { Overrides } from "../validate.ts";
import { ec2 } from "./ec2.ts";
import { eks } from "./eks.ts";
import { iam } from "./iam.ts";
import { kafka } from "./kafka.ts";
import { keys } from "./keys.ts";
import { operation } from "./operation.ts";
import { storage } from "./storage.ts";

export const mappings: Mappings = { ...kafka, ...eks, ...ec2, ...keys, ...iam, ...storage, ...operation };

/** By service and shape: where a service takes what its model denies, or denies what its model takes. */
export const overrides: Record<string, Overrides> = {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules, looked up 2026-11-27.
  s3: { BucketName: { min: 3, max: 63, pattern: "[a-z0-9][a-z0-9.-]*[a-z0-9]" } },
  // The model says 15, the service takes 60 brokers of KRaft and 30 with ZooKeeper: docs.aws.amazon.com/msk/latest/developerguide/limits, looked up 2026-11-27.
  kafka: { __integerMin1Max15: { max: 60 } },
};

/** What becomes of the objects of a lake with time: cheaper storage, then deletion; and of what nobody asks for, soon. */
import type { input } from "@pulumi/aws/types/index.js";
import { errorPrefix, resultsPrefix, topicPrefix } from "./layout.ts";
import { type Transitions, transitionsOf } from "./storage-classes.ts";

export interface Retention {
  /** Days that objects of a topic are kept. */
  retentionDays: number;
  transitions: Transitions;
}

export interface LifecycleSpec {
  /** By key. */
  topics: Record<string, Retention>;
  /** Days that a replaced or deleted version can be had back. */
  noncurrentDays: number;
  /** Days that what could not be delivered is kept. */
  errorDays: number;
  /** Days that answers to queries are kept. */
  resultDays: number;
}

/** Days after which the parts of an upload that never ended are deleted: nobody sees them, and they cost. */
const UPLOAD_DAYS = 3;

/** Amazon S3 User Guide, "Setting a lifecycle configuration": rules of one bucket. */
export const MOST_RULES = 1000;
/** Those that are not a topic's. */
export const OWN_RULES = 3;

export function lifecycleRules(spec: LifecycleSpec): input.s3.BucketLifecycleConfigurationRule[] {
  const rule = (id: string, prefix: string, what: object) => ({ id, status: "Enabled", filter: { prefix }, ...what });
  return [
    rule("remains", "", {
      abortIncompleteMultipartUpload: { daysAfterInitiation: UPLOAD_DAYS },
      noncurrentVersionExpiration: { noncurrentDays: spec.noncurrentDays },
      expiration: { expiredObjectDeleteMarker: true },
    }),
    rule("errors", errorPrefix, { expiration: { days: spec.errorDays } }),
    rule("results", resultsPrefix, {
      expiration: { days: spec.resultDays },
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    }),
    ...Object.entries(spec.topics).map(([key, { retentionDays, transitions }]) => {
      const there = transitionsOf(retentionDays, transitions);
      return rule(`topic-${key}`, topicPrefix(key), {
        ...(there.length === 0 ? {} : { transitions: there }),
        expiration: { days: retentionDays },
      });
    }),
  ];
}

/** Where things lie in the lake's bucket: what writes to it, the catalog and the rights agree on it here. */

/** Hive's way, so that other tools than Athena find the partitions, too. Both in UTC, and of the time of writing, not of the event. */
export const partitionKeys = ["arrived_day", "arrived_hour"] as const;

/** Of a topic, by its key in the settings. */
export const topicPrefix = (key: string): string => `topics/${key}/`;
/** Records that could not be delivered. */
export const errorPrefix = "errors/";
/** Answers to the queries of a workgroup. */
export const resultPrefix = (workgroup: string): string => `results/${workgroup}/`;
/** Of all workgroups. */
export const resultsPrefix = "results/";

/**
 * The rest of an object's key, for a Channel of MSK. A Channel appends an identifier of its own, so that no suffix would be the last one:
 * objects are written without compression, which Athena knows by the suffix alone.
 * Source: Amazon MSK Developer Guide, "Output key template": rules and variables.
 */
export const channelKeyTemplate = `${partitionKeys[0]}=!{yyyy}-!{MM}-!{dd}/${partitionKeys[1]}=!{HH}/!{partition-id}-!{kafka-offset}`;

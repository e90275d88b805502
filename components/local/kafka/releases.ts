/** Which release of Kafka a broker is, by what it tells: the newest level of the feature metadata.version that it supports. */

/**
 * First level of each release. Source: org.apache.kafka.server.common.MetadataVersion in kafka-server-common 4.4.0 (levels from 3.3 on)
 * and 3.9.2 (3.0 to 3.2), printed on 2026-11-23. Levels above the last row are a newer release than this table knows.
 */
const firstLevels: [level: number, release: string][] = [
  [1, "3.0"],
  [2, "3.1"],
  [3, "3.2"],
  [4, "3.3"],
  [8, "3.4"],
  [9, "3.5"],
  [12, "3.6"],
  [15, "3.7"],
  [20, "3.8"],
  [21, "3.9"],
  [22, "4.0"],
  [26, "4.1"],
  [28, "4.2"],
  [30, "4.3"],
  [31, "4.4"],
  [34, "4.5"],
];

/** "4.4" for level 33; undefined for a broker that does not tell (older than 3.0, or not Apache Kafka). */
export function releaseOf(level: number | undefined): string | undefined {
  return level === undefined ? undefined : firstLevels.findLast(([first]) => first <= level)?.[1];
}

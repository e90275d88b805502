/** How many processes of a consumer group can have work. */

/**
 * A partition has one member of the group, and each process brings as many members as it has workers: a further process would be idle.
 * @param partitions of the input topic
 * @param workers members in each process
 */
export function mostInstances(partitions: number, workers: number): number {
  return Math.ceil(partitions / workers);
}

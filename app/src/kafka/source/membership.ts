/**
 * What a member knows of its group: kafkajs has no callback before partitions are taken away, so each join is an epoch, and
 * work of an older epoch must neither commit nor move the position.
 */
export class Membership {
  #epoch = 0;
  #assigned = new Set<number>();
  /** Of the process' own clock, milliseconds. */
  #leavingSince: number | undefined;
  #abort = new AbortController();

  get epoch(): number {
    return this.#epoch;
  }
  get assigned(): readonly number[] {
    return [...this.#assigned];
  }
  /** A rebalance is known to be under way. */
  get isLeaving(): boolean {
    return this.#leavingSince !== undefined;
  }
  /** Milliseconds since that is known; 0 when there is none. */
  leavingMs(): number {
    return this.#leavingSince === undefined ? 0 : performance.now() - this.#leavingSince;
  }
  /** Aborted when the epoch ends. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  owns(partition: number): boolean {
    return this.#assigned.has(partition);
  }

  /** The coordinator wants everybody to join again: start nothing new. */
  leaving(): void {
    this.#leavingSince ??= performance.now();
  }

  /** A heartbeat was answered: still a member. */
  confirmed(): void {
    this.#leavingSince = undefined;
  }

  /** The coordinator answered a join: whatever was assigned before is no longer ours. */
  left(): void {
    this.#epoch += 1;
    this.#assigned = new Set();
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  joined(partitions: readonly number[]): void {
    this.left();
    this.#assigned = new Set(partitions);
    this.#leavingSince = undefined;
  }
}

const membershipErrors = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "NOT_COORDINATOR_FOR_GROUP",
  "FENCED_INSTANCE_ID",
]);

/** Kafka's name of an error, which may stand in a cause. */
export function errorType(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("type" in at && typeof at.type === "string") return at.type;
    if (at.cause === at) return undefined;
  }
  return undefined;
}

/** The error says that this member must join again. */
export function isMembershipError(error: unknown): boolean {
  return membershipErrors.has(errorType(error) ?? "");
}

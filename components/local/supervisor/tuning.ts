/** The supervisor's times, in milliseconds. */
export interface Tuning {
  /** Pause before the first restart; it doubles with each further one. */
  backOffMs: number;
  backOffMaxMs: number;
  /** A process that ran this long starts anew with the shortest pause. */
  stableMs: number;
  /** Between two looks at a process that is not a child of this supervisor. */
  adoptedPollMs: number;
  /** Between two looks whether a process is ready; later on the longer pause. */
  readyPollMs: number;
  readyPollMaxMs: number;
  /** Between two looks at the logs' sizes and the socket. */
  tidyMs: number;
  /** Without a process for so long it ends itself: after it had one, and when it never had one. */
  idleMs: number;
  unusedMs: number;
  /** Ends without having been ready, one after the other, until a caller that waits is told that it failed. */
  hopelessAfter: number;
}

export const defaultTuning: Tuning = {
  backOffMs: 500,
  backOffMaxMs: 30_000,
  stableMs: 30_000,
  adoptedPollMs: 500,
  readyPollMs: 100,
  readyPollMaxMs: 1_000,
  tidyMs: 10_000,
  idleMs: 3_000,
  unusedMs: 60_000,
  hopelessAfter: 4,
};

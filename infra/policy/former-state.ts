/** What Pulumi tells of a resource as it was before a step, in events of its engine and in `preview --json` alike. False is left out. */
export interface FormerState {
  protect?: boolean;
  retainOnDelete?: boolean;
}

/** A state that was not told holds on to its resource. */
export const isLetGo = (old: FormerState | null | undefined): boolean =>
  old != null && old.protect !== true && old.retainOnDelete !== true;

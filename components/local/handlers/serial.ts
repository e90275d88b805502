/** Work that must not run at the same time within this process. */
const queues = new Map<string, Promise<unknown>>();

/** Runs `work` after all that was asked for under the same name before; a failure of one does not keep the next from running. */
export function oneAfterTheOther<T>(name: string, work: () => Promise<T>): Promise<T> {
  const done = (queues.get(name) ?? Promise.resolve()).then(work);
  queues.set(
    name,
    done.catch(() => {}),
  );
  return done;
}

import type { Scene } from "./scene.ts";

/** Times that the processes of a scene that run now, fronts and processors, have said something. */
export function timesSaid({ fronts, sides }: Scene, words: string | RegExp): number {
  const apps = [...fronts.all(), ...sides.flatMap(({ processors }) => processors.all())];
  return apps.reduce((sum, app) => sum + app.output().split(words).length - 1, 0);
}

/** Whatever has a version of its own is a subject of `upgrade plan`. */
import type { Recorded } from "../../infra/recording/record.ts";
import { images, operators } from "../../infra/upgrade/operators.ts";
import { textAt } from "../../infra/upgrade/seen.ts";

/** Charts and images that no plan would name, but for those of the application. */
export function unplanned(resources: readonly Recorded[]): string[] {
  const planned = [...operators, ...images].map(({ type, path }) => textAt(resources, type, path));
  return resources.flatMap(({ type, name, inputs }) => {
    const charts = type === "kubernetes:helm.sh/v4:Chart" ? [String(inputs["version"])] : [];
    const containers = [...JSON.stringify(inputs).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image!);
    return [...charts, ...containers.filter((image) => !image.includes("/app@"))]
      .filter((version) => !planned.includes(version))
      .map((version) => `${name}: ${version}`);
  });
}

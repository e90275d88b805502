/** What a stack costs a month, reckoned from what its program declares; nobody is asked and nothing is there yet. */
import { isAbsolute, join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import type { Resource } from "../policy/resource.ts";
import type { Settings } from "../settings.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { readOwnPrices } from "./own-prices.ts";
import { Prices } from "./price.ts";
import { listPrices } from "./prices/index.ts";

export type { Estimate, Line, Total, UseLine } from "./estimate.ts";

/**
 * @param resources what the program declares, as policies see it
 * @param file of the user's own prices. Default: cost.prices
 * @throws TributaryError TRB_SETTINGS_INVALID or TRB_USAGE, of that file
 */
export function estimateOf(
  resources: readonly Resource[],
  settings: Settings,
  stack: string,
  file = settings.cost.prices,
): Estimate {
  return estimate(resources, settings, stack, pricesOf(file));
}

function pricesOf(file: string | undefined): Prices {
  if (file === undefined) return new Prices(listPrices);
  return new Prices(readOwnPrices(isAbsolute(file) ? file : join(projectRoot, file), file), listPrices);
}

/** A price: of what, where, in USD, who says so and when. */

export interface Price {
  /** Such as msk or vpc; docs/cost.md has them with their units. */
  service: string;
  /** What one of it is: NAT gateway hour, gp3 GB-month. */
  unit: string;
  /** Of the cloud, or * where the source says that it is the same everywhere. */
  region: string;
  usd: number;
  /** The source names a range: the dearest. */
  upTo?: number;
  /** The source names its cheapest region, and others cost more. */
  floor?: true;
  /** Public page, or file. */
  source: string;
  /** Day on which the source said so. A user's own price may have none. */
  seen: string | undefined;
  /** Who quotes the source, where it could not be opened itself. */
  via?: string;
}

/** Hours of a month: 365 days x 24 / 12, as AWS and Infracost reckon. */
export const HOURS = 730;
/** Days of a month, likewise. */
export const DAYS = HOURS / 24;

export class Prices {
  readonly #tables: readonly Map<string, Price>[];

  /** @param tables the first that has a price for the region, or for all, is asked first: a user's own before list prices */
  constructor(...tables: readonly (readonly Price[])[]) {
    this.#tables = tables.map((prices) => new Map(prices.map((price) => [keyOf(price), price])));
  }

  /** undefined: unknown */
  find(service: string, unit: string, region: string): Price | undefined {
    for (const table of this.#tables) {
      const found = table.get(keyOf({ service, unit, region })) ?? table.get(keyOf({ service, unit, region: "*" }));
      if (found) return found;
    }
    return undefined;
  }
}

const keyOf = ({ service, unit, region }: Pick<Price, "service" | "unit" | "region">): string =>
  `${service}\n${unit}\n${region}`;

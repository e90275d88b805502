/** Rows of one source: one page or file, one day. */
import type { Price } from "../price.ts";

/** By service and unit; a number, or what more is known of it. */
export type Listed = Record<string, Record<string, number | Pick<Price, "usd" | "upTo" | "floor">>>;

/** @param region of the cloud, or * where the source says that the price is the same everywhere */
export function rowsOf(from: Pick<Price, "source" | "seen" | "via">, region: string, listed: Listed): Price[] {
  return Object.entries(listed).flatMap(([service, units]) =>
    Object.entries(units).map(([unit, price]) => ({
      service,
      unit,
      region,
      ...(typeof price === "number" ? { usd: price } : price),
      ...from,
    })),
  );
}

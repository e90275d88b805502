/** A histogram without labels that is told of many equal values at once, so that a batch costs no more than a record. */
import { Histogram } from "prom-client";

/** What prom-client 15.1.3 keeps of a histogram; it has no types for it. */
interface Kept {
  sum: number;
  count: number;
  bucketValues: Record<number, number>;
}
interface Internals {
  hashMap: Record<string, Kept>;
  upperBounds: readonly number[];
}

export class WeightedHistogram extends Histogram {
  /** As if the value had been observed so many times. */
  observeMany(value: number, times: number): void {
    if (times <= 0) return;
    this.observe(value);
    const { hashMap, upperBounds } = this as unknown as Internals;
    const kept = Object.values(hashMap)[0]!;
    const bound = upperBounds.find((upper) => value <= upper);
    kept.sum += value * (times - 1);
    kept.count += times - 1;
    if (bound !== undefined) kept.bucketValues[bound]! += times - 1;
  }
}

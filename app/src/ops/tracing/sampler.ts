/** Which traces are recorded: a share of those that begin here, and those of senders who record them, but never more than so many a second. */
import type { Attributes, Context, Link, SpanKind } from "@opentelemetry/api";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { LineBudget } from "../../line-budget.ts";

/** What another one records, as long as there is room in this second. */
class Bounded implements Sampler {
  readonly #inner: Sampler;
  readonly #budget: LineBudget;

  constructor(inner: Sampler, budget: LineBudget) {
    this.#inner = inner;
    this.#budget = budget;
  }

  shouldSample(context: Context, traceId: string, name: string, kind: SpanKind, attributes: Attributes, links: Link[]) {
    const result = this.#inner.shouldSample(context, traceId, name, kind, attributes, links);
    if (result.decision === SamplingDecision.NOT_RECORD || this.#budget.take() !== undefined) return result;
    return { decision: SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return `Bounded{${this.#inner.toString()}}`;
  }
}

/**
 * @param ratio of traces that begin here, 0 to 1
 * @param perSecond those that begin here and those that come from elsewhere together; their further spans are not counted
 */
export function samplerOf(ratio: number, perSecond: number): Sampler {
  const budget = new LineBudget(perSecond);
  const root = ratio > 0 ? new Bounded(new TraceIdRatioBasedSampler(ratio), budget) : new AlwaysOffSampler();
  return new ParentBasedSampler({ root, remoteParentSampled: new Bounded(new AlwaysOnSampler(), budget) });
}

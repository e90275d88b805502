/** The rules of infra/policy around a run: what the settings would declare before anything changes, and what a preview would do before an up. */

import { estimateOf } from "../cost/index.ts";
import { costLine } from "../cost/text.ts";
import type { EventBody } from "../engine/steps.ts";
import { judgeResources, judgeSteps, requireKept, type Verdict } from "../policy/judge.ts";
import type { PlannedStep } from "../policy/rule.ts";
import { declared } from "../policy/stack.ts";
import { sentenceOf } from "../policy/violation.ts";
import type { Settings } from "../settings.ts";

type Emit = (event: EventBody) => void;

/**
 * Holds the rules against what the program would declare, and says what that costs. Nobody is asked for it, and nothing is there yet.
 * @throws TributaryError TRB_POLICY_BROKEN with all that is broken; what the program throws by itself
 */
export async function requirePolicies(settings: Settings, stack: string, emit: Emit): Promise<void> {
  const today = new Date();
  const resources = await declared(settings, stack, today);
  const estimate = estimateOf(resources, settings, stack);
  if (!estimate.free) emit({ type: "cost", text: costLine(estimate, today), estimate });
  const verdict = judgeResources(resources, { settings, stack, today });
  tell(verdict, emit);
  requireKept(verdict, stack);
}

/** The steps of a preview, gathered while its events are told. */
export class Plan {
  readonly #steps: PlannedStep[] = [];

  /** @param emit where events go on to. Default: nowhere, as for a preview that nobody has asked for */
  gather(emit: Emit = () => undefined): Emit {
    return (event) => {
      if (event.type === "step-finished") {
        const { urn, resourceType: type, name, step, changed, letGo = false } = event;
        this.#steps.push({ urn, type, name, step, changed, letGo });
      }
      emit(event);
    };
  }

  /** @throws TributaryError TRB_POLICY_BROKEN when a step would lose data */
  require(settings: Settings, stack: string, emit: Emit): void {
    const verdict = judgeSteps(this.#steps, { settings, stack, today: new Date() });
    tell(verdict, emit);
    requireKept(verdict, stack);
  }
}

function tell({ advice, excused }: Verdict, emit: Emit): void {
  for (const one of advice) emit({ type: "message", severity: "warning", text: sentenceOf(one) });
  for (const { rule, name, exception } of excused) {
    const text = `${rule}: ${name} is excepted until ${exception.until}: ${exception.reason}`;
    emit({ type: "message", severity: "info", text });
  }
}

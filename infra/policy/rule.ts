/** What a rule is: data, and pure functions of one resource, or of one step of a preview. The same run everywhere (docs/policy.md). */
import type { Settings } from "../settings.ts";
import type { RuleName } from "./names.ts";
import type { Resource } from "./resource.ts";

/**
 * mandatory: what breaks it is refused. advisory: it is told. remediate: Pulumi's engine mends it by the rule's remedy, with `--policy-pack`;
 * everywhere else, and where the remedy cannot, it is mandatory.
 */
export type Level = "mandatory" | "remediate" | "advisory";

export type Severity = "low" | "medium" | "high" | "critical";

/** One thing that is wrong, as a problem of the settings tells it. */
export interface Finding {
  /** Of the resource's inputs: encryptionInfo.encryptionInTransit.clientBroker */
  path: string;
  /** What stands there, as text; never a secret's value. */
  given: string;
  allowed: string;
}

export interface Context {
  settings: Settings;
  stack: string;
  today: Date;
}

interface Rule {
  name: RuleName;
  level: Level;
  severity: Severity;
  /** What must hold, a sentence. */
  about: string;
  /** How to mend what breaks it, a sentence. */
  mend: string;
}

/** One change of a resource's inputs that keeps a rule: a value where none was, or a value that becomes a secret. */
export type Mend = { keys: readonly (string | number)[] } & ({ value: unknown } | { secret: true });

export interface ResourceRule extends Rule {
  check(resource: Resource, context: Context): Finding[];
  /** What mends the inputs. Safe: it adds what was left out or encrypts, and takes nothing away. */
  remedy?(resource: Resource, context: Context): Mend[];
}

/** For what only the whole stack tells. */
export interface StackRule extends Rule {
  checkStack(resources: readonly Resource[], context: Context): Finding[];
  /** Where settings say how strict it is. Default: `level` */
  levelOf?(context: Context): Level;
}

/** What a preview would do to one resource. */
export interface PlannedStep {
  urn: string;
  type: string;
  name: string;
  step: "create" | "update" | "replace" | "delete" | "same" | "refresh" | "read";
  /** Properties that differ. */
  changed: string[];
  /** Of a deletion: the former `up` let it go, as nothing in the state protects or retains it. */
  letGo?: boolean;
}

/** For what only a preview knows: no resource says by itself that it would be replaced. */
export interface StepRule extends Rule {
  checkStep(step: PlannedStep, context: Context): Finding[];
}

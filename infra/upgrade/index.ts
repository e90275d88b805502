/** What an upgrade of a stack would change, in which order, what is refused and why. Nobody is asked and nothing is changed. */
import { recordSettings } from "../recording/stack.ts";
import { parseSettings, type Settings } from "../settings.ts";
import { readStackFile } from "../stack-file.ts";
import { askedOf, requireSubjects } from "./asked.ts";
import type { Context } from "./context.ts";
import { imagesPart } from "./images.ts";
import { kafkaPart } from "./kafka/index.ts";
import { kubernetesPart } from "./kubernetes.ts";
import { nodePart } from "./node.ts";
import { operatorsPart } from "./pinned.ts";
import { joined, type UpgradePlan } from "./plan.ts";
import { providersPart } from "./providers.ts";
import { releaseStep } from "./release.ts";
import { seenOf } from "./seen.ts";
import type { Found } from "./state.ts";

export type { Change, Refusal, Step, Subject, UpgradePlan } from "./plan.ts";

export interface UpgradeOptions {
  configFile?: string | undefined;
  /** SUBJECT=VERSION each. Default: for each subject the newest that this release knows. */
  to?: readonly string[] | undefined;
  /** A file of `pulumi stack export`. Default: what the last `up` on this machine told, else the settings. */
  state?: string | undefined;
  /** Versions that have ended by then are told. Default: now. */
  today?: Date;
  /** What the program declares. Default: it is recorded; tests record a stack once. */
  declare?: (settings: Settings, stack: string, today: Date) => Promise<{ resources: readonly Found[] }>;
}

/** @throws TributaryError TRB_STACK_UNKNOWN, TRB_SETTINGS_INVALID; TRB_USAGE for options that make no sense */
export async function planUpgrade(
  stack: string,
  { configFile, to = [], state, today = new Date(), declare = recordSettings }: UpgradeOptions = {},
): Promise<UpgradePlan> {
  const asked = askedOf(to);
  const raw = readStackFile(stack, configFile);
  const settings = parseSettings(raw);
  const seen = seenOf(stack, state);
  const { resources: declared } = await declare(settings, stack, today);
  const plan = planOf({ stack, settings, raw, asked, seen, declared, today });
  requireSubjects(
    asked,
    stack,
    plan.subjects.map(({ id }) => id),
  );
  return { stack, cloud: settings.cloud, backend: settings.kafka.backend, seen: seen.from, ...plan };
}

function planOf(context: Context): Pick<UpgradePlan, "subjects" | "steps" | "noWayBackFrom" | "refused"> {
  const [kafka, kubernetes] = [kafkaPart(context), kubernetesPart(context)];
  const [operators, images, providers] = [operatorsPart(context), imagesPart(context), providersPart(context)];
  const items = [...operators.items, ...images.items, ...providers.items];
  // A step that is part of another `up` is none of its own.
  const joint = items.length > 0 ? kafka.hold.together?.step : undefined;
  const own = { subjects: [], steps: releaseStep(items, [kafka.hold, kubernetes.hold]), refused: [] };
  const ofKafka = { ...kafka, steps: kafka.steps.filter((step) => step !== joint) };
  const rest = [kubernetes, { ...operators, steps: [] }, images, nodePart(context), { ...providers, steps: [] }];
  return joined([own, ofKafka, ...rest]);
}

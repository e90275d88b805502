/** What this release of Tributary brings by itself, in one `up`: charts, operators, what they make, providers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import { type Change, type Draft, type Refusal, ranks, type Subject } from "./plan.ts";

/** One thing that the `up` of this release raises. */
export interface Item {
  id: string;
  title: string;
  from: string;
  to: string;
  changes: string;
  oneWay: boolean;
}

export interface ReleasePart {
  subjects: Subject[];
  items: Item[];
  refused: Refusal[];
}

/** What keeps the rest as it is meanwhile; `together`: nothing can, and a step is part of the same `up`. */
export interface Hold {
  settings: Change[];
  together?: { step: Draft; why: string };
}

const packageJson = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  version: string;
  dependencies: Record<string, string>;
};

export const release = packageJson.version;
export const dependencies = packageJson.dependencies;

/** @returns no step when nothing is raised */
export function releaseStep(items: readonly Item[], holds: readonly Hold[]): Draft[] {
  if (items.length === 0) return [];
  const joint = holds.flatMap(({ together }) => together ?? []);
  const settings = [...holds.flatMap((hold) => hold.settings), ...joint.flatMap(({ step }) => step.settings)];
  const last = [
    ...items.filter((item) => item.oneWay),
    ...joint.filter(({ step }) => step.oneWay).map(({ step }) => step),
  ];
  const titles = [
    ...items.map(({ title, from, to }) => `${title} ${from} -> ${to}`),
    ...joint.map(({ step }) => step.title),
  ];
  return [
    {
      rank: ranks.operators,
      title: `What Tributary ${release} brings: ${titles.join(", ")}`,
      subjects: [...items.map(({ id }) => id), ...joint.flatMap(({ step }) => step.subjects)],
      settings,
      changes: [
        ...items.map(({ title, changes }) => `${title}: ${changes}`),
        ...joint.map(({ step }) => `${step.title}: ${step.changes}`),
      ].join(". "),
      why: [
        "definitions of resources come before the operator that serves them, and an operator before a Kafka that only it knows",
        ...(settings.length > 0 && joint.length === 0 ? ["the settings keep the rest as it is meanwhile"] : []),
        ...joint.map(({ why }) => why),
      ].join("; "),
      back:
        last.length > 0
          ? `none: an \`up\` of the release before is of all at once, and nobody lowers ${last.map(({ title }) => title).join(", ")}`
          : "an `up` of the release before",
      oneWay: last.length > 0,
    },
  ];
}

/** Strimzi runs on this Kubernetes, and Kubernetes itself still gets fixes. */

import { compareVersions } from "../../compare-versions.ts";
import { endedSentence, kubernetesLines, lineOf, strimzi } from "../../versions.ts";
import type { Judge, Remark } from "./judge.ts";

const { oldest, newest } = strimzi.kubernetes;

export const kubernetesVersionProblems: Judge = ({ version, context }, { kubernetes }) =>
  kubernetes.operator.mode === "present" || compareVersions(lineOf(version), oldest) >= 0
    ? []
    : [
        {
          path: "kubernetes.context",
          given: `${context}, a cluster of Kubernetes ${version}`,
          allowed: `one of Kubernetes ${oldest} to ${newest}, which Strimzi ${strimzi.operator.version} runs on`,
        },
      ];

export const kubernetesVersionRemarks: Remark = ({ version }, _, today) => {
  const ended = endedSentence(kubernetesLines, version, today);
  const untried =
    compareVersions(lineOf(version), newest) > 0
      ? [`Kubernetes ${version} is newer than ${newest}, the newest that Strimzi ${strimzi.operator.version} names.`]
      : [];
  return [...untried, ...(ended === undefined ? [] : [ended])];
};

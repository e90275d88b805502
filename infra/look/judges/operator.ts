/** One operator looks after the stack's namespace: the stack's own, or the one that is there; it goes up by steps that Strimzi allows. */

import { compareVersions } from "../../compare-versions.ts";
import type { Problem } from "../../settings/problem.ts";
import { strimzi } from "../../versions.ts";
import type { Look, SeenOperator } from "../look.ts";
import type { KubernetesSettings } from "../wanted.ts";
import { enumerated, type Judge, type Remark } from "./judge.ts";
import { unknownToOperator } from "./kafka-version.ts";

const MODE = "kubernetes.operator.mode";
const ours = strimzi.operator.version;

export const operatorProblems: Judge = (look, settings) => {
  if (look.operators === undefined) return [];
  return settings.kubernetes.operator.mode === "present"
    ? presentProblems(look, settings)
    : installProblems(look, settings);
};

const titled = ({ name, namespace }: SeenOperator): string => `${name} of namespace ${namespace}`;
const watches = ({ watches: list }: SeenOperator, namespace: string): boolean => list?.includes(namespace) ?? true;

function presentProblems({ operators = [] }: Look, settings: KubernetesSettings): Problem[] {
  const { namespace } = settings.kubernetes;
  const found = operators.find((operator) => watches(operator, namespace));
  if (found === undefined) {
    const others = operators.map((one) => `${titled(one)} watches ${enumerated(one.watches ?? [])}`).join("; ");
    return [
      {
        path: MODE,
        given: '"present"',
        allowed: `install, or an operator that watches namespace ${namespace}; ${others === "" ? "there is none at all" : others}`,
      },
    ];
  }
  if (found.version !== undefined && compareVersions(found.version, strimzi.servesV1.version) < 0)
    return [
      {
        path: MODE,
        given: `"present", and ${titled(found)} is Strimzi ${found.version}`,
        allowed: `an operator of ${strimzi.servesV1.version} or newer, the first that knows kafka.strimzi.io/v1`,
      },
    ];
  return unknownToOperator(settings, found);
}

function installProblems(look: Look, settings: KubernetesSettings): Problem[] {
  const { operators = [] } = look;
  const { namespace, operator } = settings.kubernetes;
  if (operator.mode !== "install") return [];
  const others = operators.filter((one) => !isOwn(look, one, operator.namespace));
  const other = others.find((one) => watches(one, namespace)) ?? others[0];
  if (other !== undefined) {
    const told = watches(other, namespace)
      ? `which watches namespace ${namespace} already`
      : `once it watches namespace ${namespace}, too: its definitions and cluster roles are one for the whole cluster`;
    return [{ path: MODE, given: '"install"', allowed: `present, for operator ${titled(other)}, ${told}` }];
  }
  return stepProblems(look, operator.namespace);
}

/** The namespace that the stack made says whose operator it holds. */
function isOwn({ namespaces, stack }: Look, operator: SeenOperator, namespace: string): boolean {
  if (operator.namespace !== namespace) return false;
  // Without the right to see labels it is taken for the stack's own, as it stands where the settings say.
  return namespaces === undefined || namespaces.some((one) => one.name === namespace && one.stack === stack);
}

function stepProblems(look: Look, namespace: string): Problem[] {
  const own = look.operators?.find((one) => one.namespace === namespace);
  const now = own?.version ?? look.kafka?.operator;
  if (now === undefined) return [];
  const given = `"install", which brings ${ours}, and the cluster has operator ${now}`;
  if (compareVersions(now, ours) > 0)
    return [{ path: MODE, given, allowed: `present, or a Tributary with ${now} or newer: an operator is not lowered` }];
  if (compareVersions(now, strimzi.servesV1.version) < 0)
    return [
      {
        path: MODE,
        given,
        allowed: `present until it is ${strimzi.servesV1.version} to 0.51 and everything is converted to v1: 1.0 and newer read nothing else`,
      },
    ];
  return [];
}

export const operatorRemarks: Remark = (look, settings) => {
  const { operators = [] } = look;
  const { namespace, operator } = settings.kubernetes;
  if (operator.mode === "present") {
    const version = operators.find((one) => watches(one, namespace))?.version;
    return version === undefined || compareVersions(version, ours) === 0
      ? []
      : [`The operator that is there is Strimzi ${version}; what the stack declares was tested with ${ours}.`];
  }
  const own = operators.find((one) => isOwn(look, one, operator.namespace))?.version;
  return own === undefined || compareVersions(own, ours) >= 0 ? [] : [upgrade(own)];
};

const upgrade = (from: string): string =>
  `Strimzi's operator goes from ${from} to ${ours}: definitions first, then the operator, which rolls every node of Kafka once.`;

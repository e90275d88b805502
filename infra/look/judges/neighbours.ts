/** A cluster has one KEDA, and a namespace one External Secrets Operator: the stack's own, or the one that is there. */
import type { Problem } from "../../settings/problem.ts";
import type { Look, SeenOne } from "../look.ts";
import type { KubernetesSettings } from "../wanted.ts";
import type { Judge } from "./judge.ts";

export const neighbourProblems: Judge = (look, settings) => [
  ...kedaProblems(look, settings),
  ...secretProblems(look, settings),
];

const titled = ({ name, namespace }: SeenOne): string => `${name} of namespace ${namespace}`;

function kedaProblems(
  { externalMetrics, groups, namespaces, stack }: Look,
  { scaling }: KubernetesSettings,
): Problem[] {
  if (scaling.processor === undefined) return [];
  const { mode, namespace } = scaling.operator;
  const path = "scaling.operator.mode";
  if (mode === "present")
    return groups.includes("keda.sh")
      ? []
      : [
          {
            path,
            given: '"present"',
            allowed: "install, or present once KEDA is there: the cluster does not serve keda.sh",
          },
        ];
  if (!externalMetrics) return [];
  if (externalMetrics.namespace === namespace && ownedBy(namespaces, namespace, stack)) return [];
  const there = groups.includes("keda.sh")
    ? `present with scaling.operator.namespace ${externalMetrics.namespace}, where KEDA is`
    : "no scaling.processor";
  return [
    {
      path,
      given: '"install"',
      allowed: `${there}: external metrics are served by ${titled(externalMetrics)}, and by one only in a cluster`,
    },
  ];
}

function secretProblems({ secretOperators = [], namespaces, stack }: Look, { secrets }: KubernetesSettings): Problem[] {
  const operator = secrets.external?.operator;
  if (operator?.mode !== "install") return [];
  const other = secretOperators.find(
    ({ namespace }) => namespace !== operator.namespace || !ownedBy(namespaces, namespace, stack),
  );
  if (other === undefined) return [];
  return [
    {
      path: "secrets.external.operator.mode",
      given: '"install"',
      allowed: `present: ${titled(other)} is there, and definitions and cluster roles are one for the whole cluster`,
    },
  ];
}

/** Without the right to see labels a namespace is taken for the stack's own, as it stands where the settings say. */
function ownedBy(namespaces: Look["namespaces"], name: string, stack: string): boolean {
  return namespaces === undefined || namespaces.some((one) => one.name === name && one.stack === stack);
}

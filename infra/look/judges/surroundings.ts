/** What the settings name and somebody else runs: certificates, ingress controllers, Gateways, Secrets. */
import type { Problem } from "../../settings/problem.ts";
import type { Look } from "../look.ts";
import { GATEWAY_GROUP, namedSecrets } from "../readings/surroundings.ts";
import type { KubernetesSettings } from "../wanted.ts";
import { enumerated, type Judge, type Remark } from "./judge.ts";

export const surroundingProblems: Judge = (look, settings) => [
  ...certificateProblems(look, settings),
  ...storeProblems(look, settings),
  ...ingressProblems(look, settings),
  ...gatewayProblems(look, settings),
  ...(hasNamespace(look, settings) ? missingSecrets(look, settings) : []),
];

function certificateProblems({ groups }: Look, { kubernetes }: KubernetesSettings): Problem[] {
  const { operator } = kubernetes;
  if (operator.mode !== "install" || !operator.drainCleaner || groups.includes("cert-manager.io")) return [];
  return [
    {
      path: "kubernetes.operator.drainCleaner",
      given: "true",
      allowed: "false, or true once cert-manager is there: the cluster does not serve cert-manager.io",
    },
  ];
}

function storeProblems({ groups }: Look, { secrets }: KubernetesSettings): Problem[] {
  if (secrets.external?.operator.mode !== "present" || groups.includes("external-secrets.io")) return [];
  return [
    {
      path: "secrets.external.operator.mode",
      given: '"present"',
      allowed:
        "install, or present once External Secrets Operator is there: the cluster does not serve external-secrets.io",
    },
  ];
}

function ingressProblems({ ingressClasses }: Look, { kubernetes }: KubernetesSettings): Problem[] {
  const { exposure } = kubernetes;
  if (exposure?.kind !== "ingress" || ingressClasses === undefined) return [];
  const names = ingressClasses.map(({ name }) => name);
  const named = exposure.class;
  if (named === undefined ? ingressClasses.some(({ isDefault }) => isDefault) : names.includes(named)) return [];
  const path = "kubernetes.exposure.class";
  const allowed = `a class that is there: ${enumerated(names)}`;
  if (named !== undefined) return [{ path, given: JSON.stringify(named), allowed }];
  return [{ path, given: "missing", allowed: `${allowed}; none of them is the default` }];
}

function gatewayProblems({ groups, gateway }: Look, { kubernetes }: KubernetesSettings): Problem[] {
  const { exposure } = kubernetes;
  if (exposure?.kind !== "gateway") return [];
  if (!groups.includes(GATEWAY_GROUP))
    return [
      {
        path: "kubernetes.exposure.kind",
        given: '"gateway"',
        allowed: `ingress, or gateway once the Gateway API is there: the cluster does not serve ${GATEWAY_GROUP}`,
      },
    ];
  const { name, namespace, section } = exposure.gateway;
  const path = "kubernetes.exposure.gateway";
  if (gateway === null)
    return [
      {
        path: `${path}.name`,
        given: JSON.stringify(name),
        allowed: `a Gateway of namespace ${namespace}; there is none of this name`,
      },
    ];
  if (section === undefined || gateway === undefined || gateway.listeners.includes(section)) return [];
  return [
    {
      path: `${path}.section`,
      given: JSON.stringify(section),
      allowed: `a listener of Gateway ${name}: ${enumerated(gateway.listeners)}`,
    },
  ];
}

function missingSecrets({ secrets }: Look, settings: KubernetesSettings): Problem[] {
  const { namespace } = settings.kubernetes;
  return namedSecrets(settings)
    .filter(({ name }) => secrets !== undefined && !secrets.includes(name))
    .map(({ path, name }) => ({
      path,
      given: JSON.stringify(name),
      allowed: `a Secret of namespace ${namespace}, which has none of this name`,
    }));
}

/** Nothing can be in a namespace that the stack is about to make. */
const hasNamespace = ({ namespaces }: Look, { kubernetes }: KubernetesSettings): boolean =>
  namespaces?.some(({ name }) => name === kubernetes.namespace) ?? true;

export const surroundingRemarks: Remark = (look, settings) => {
  if (hasNamespace(look, settings)) return [];
  const names = [...new Set(missingSecrets(look, settings).map(({ given }) => JSON.parse(given) as string))];
  const { namespace } = settings.kubernetes;
  return names.length === 0
    ? []
    : [`Secrets ${enumerated(names)} have to be put into namespace ${namespace} once it is made; pods wait for them.`];
};

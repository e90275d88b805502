/** Namespaces that the stack makes belong to nobody else, and those that it names are there. */
import type { Look } from "../look.ts";
import type { KubernetesSettings } from "../wanted.ts";
import { enumerated, type Judge, type Remark } from "./judge.ts";

export const namespaceProblems: Judge = (look, settings) =>
  made(settings).flatMap(({ path, name }) => {
    const found = look.namespaces?.find((namespace) => namespace.name === name);
    const at = { path, given: JSON.stringify(name) };
    if (found?.terminating)
      return [{ ...at, allowed: "a namespace that is not being deleted, or this one when it is gone" }];
    const other = found?.stack;
    if (other === undefined || other === look.stack) return [];
    return [{ ...at, allowed: `a namespace that is not of stack ${other}, as this one is` }];
  });

function made({ kubernetes, secrets, scaling }: KubernetesSettings): { path: string; name: string }[] {
  const { namespace, operator } = kubernetes;
  const external = secrets.external?.operator;
  return [
    { path: "kubernetes.namespace", name: namespace },
    ...(operator.mode === "install" ? [{ path: "kubernetes.operator.namespace", name: operator.namespace }] : []),
    ...(external?.mode === "install"
      ? [{ path: "secrets.external.operator.namespace", name: external.namespace }]
      : []),
    ...(scaling.processor && scaling.operator.mode === "install"
      ? [{ path: "scaling.operator.namespace", name: scaling.operator.namespace }]
      : []),
  ];
}

/** Nobody named this one: it is the default. */
const UNASKED = "monitoring";

/** A rule for a namespace that is not there lets nobody in, and one that comes later in. */
export const namespaceRemarks: Remark = ({ namespaces }: Look, { kubernetes }) => {
  if (namespaces === undefined) return [];
  const there = new Set(namespaces.map(({ name }) => name));
  const missing = (peers: (string | object)[]) =>
    peers.filter((peer) => typeof peer === "string").filter((name) => !there.has(name) && name !== UNASKED);
  return (["clients", "monitoring"] as const).flatMap((key) => {
    const names = missing(kubernetes[key]);
    return names.length === 0 ? [] : [`kubernetes.${key}: there is no namespace ${enumerated(names)} yet.`];
  });
};

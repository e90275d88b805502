/** `backend: existing`: every principal has an identity that fits, and what needs an administrator has one. */
import { connectionProblems } from "../../../app/src/kafka/auth/refusals.ts";
import { authKindOf } from "../../../components/kafka/existing.ts";
import type { Problem } from "../problem.ts";
import type { ExistingView, View } from "../view.ts";

export function existingProblems(view: View): Problem[] {
  const { existing } = view;
  if (!existing) return [];
  const managed = view.existingPods ? view.existingPods.administration?.mode !== "none" : existing.hasAdmin;
  return [
    ...Object.entries(view.access).flatMap(([name, spec]) => ofPrincipal(existing, name, spec, managed)),
    ...(view.existingPods ? [] : loginProblems(existing)),
    ...mechanismProblems(existing),
    ...nobody(existing),
  ];
}

/** @param managed somebody sets quotas */
function ofPrincipal(existing: ExistingView, name: string, spec: View["access"][string], managed: boolean): Problem[] {
  const problems: Problem[] = [];
  const identity = existing.principals[name];
  if (!(name in existing.principals)) {
    const allowed = `an identity for kafka.access.${name}: mechanism and references to its secrets`;
    problems.push({ path: `kafka.principals.${name}`, given: "missing", allowed });
  }
  const kind = identity && authKindOf(identity);
  if (spec && kind !== undefined && kind !== spec.auth) {
    const allowed = `${kind}, because kafka.principals.${name}.mechanism is ${identity?.mechanism}`;
    problems.push({ path: `kafka.access.${name}.auth`, given: JSON.stringify(spec.auth), allowed });
  }
  if (spec?.quota && !managed) {
    const allowed = "nothing, unless kafka.admin names an identity that may set quotas, and somebody administers as it";
    problems.push({ path: `kafka.access.${name}.quota`, given: "set", allowed });
  }
  return problems;
}

/** On this machine the provider looks at the brokers first, and has fewer logins than the application. */
function loginProblems({ principals }: ExistingView): Problem[] {
  return Object.entries(principals)
    .filter(([, auth]) => auth && !lookedAtBy.includes(auth.mechanism))
    .map(([name, auth]) => ({
      path: `kafka.principals.${name}.mechanism`,
      given: JSON.stringify(auth!.mechanism),
      allowed: `${lookedAtBy.join(", ")}: the provider, which looks at the brokers before anything runs on this machine, has no other login`,
    }));
}
const lookedAtBy: string[] = ["scram-sha-512", "scram-sha-256", "plain", "mtls", "none"];

/** What travels and how a client proves who it is must fit, and nothing secret may travel readably: the application's own rules. */
function mechanismProblems({ principals, admin, protocol, bootstrapServers }: ExistingView): Problem[] {
  if (!protocol) return [];
  const identities = [
    ...Object.entries(principals).map(([name, auth]) => [`principals.${name}`, auth] as const),
    ["admin", admin] as const,
  ];
  const sasl = protocol.startsWith("SASL_");
  return identities.flatMap(([path, auth]) => {
    if (!auth) return [];
    if (sasl === (auth.mechanism !== "mtls" && auth.mechanism !== "none")) {
      const unsafe = connectionProblems({ protocol, auth, bootstrapServers: bootstrapServers ?? [] });
      return unsafe.map((allowed) => ({ path: `kafka.${path}`, given: JSON.stringify(auth.mechanism), allowed }));
    }
    const choices = sasl ? "scram-sha-512, scram-sha-256 or plain" : "mtls or none";
    return [
      {
        path: `kafka.${path}.mechanism`,
        given: JSON.stringify(auth.mechanism),
        allowed: `${choices}, because kafka.protocol is ${protocol}`,
      },
    ];
  });
}

function nobody({ hasAdmin, principals }: ExistingView): Problem[] {
  if (hasAdmin || Object.keys(principals).length > 0) return [];
  const allowed = "at least one identity, here or as kafka.admin: without any, nothing can be reached";
  return [{ path: "kafka.principals", given: "empty", allowed }];
}

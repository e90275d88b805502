/** `backend: existing`: every principal has an identity, and what needs an administrator has one. */
import { authKindOf } from "../../../components/kafka/existing.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function existingProblems(view: View): Problem[] {
  const kafka = view.kafkaExisting;
  if (!kafka) return [];
  return [
    ...Object.entries(view.access).flatMap(([name, spec]) => ofPrincipal(view, name, spec)),
    ...protocolProblems(kafka),
    ...nobody(view),
  ];
}

function ofPrincipal(view: View, name: string, spec: View["access"][string]): Problem[] {
  const identity = view.kafkaExisting?.principals[name];
  if (!identity) {
    return [
      {
        path: `kafka.principals.${name}`,
        given: "missing",
        allowed: `an identity for kafka.access.${name}: mechanism and references to its secrets`,
      },
    ];
  }
  const problems: Problem[] = [];
  const kind = authKindOf(identity);
  if (spec && kind !== undefined && kind !== spec.auth) {
    problems.push({
      path: `kafka.access.${name}.auth`,
      given: JSON.stringify(spec.auth),
      allowed: `${kind}, because kafka.principals.${name}.mechanism is ${identity.mechanism}`,
    });
  }
  if (spec?.quota && !view.kafkaExisting?.admin) {
    problems.push({
      path: `kafka.access.${name}.quota`,
      given: "set",
      allowed: "nothing, unless kafka.admin names an identity that may set quotas",
    });
  }
  return problems;
}

/** What travels and how a client proves who it is must fit. */
function protocolProblems(kafka: NonNullable<View["kafkaExisting"]>): Problem[] {
  const identities = [
    ...Object.entries(kafka.principals).map(([name, auth]) => [`kafka.principals.${name}`, auth] as const),
    ...(kafka.admin ? [["kafka.admin", kafka.admin] as const] : []),
  ];
  const sasl = kafka.protocol.startsWith("SASL_");
  return identities.flatMap(([path, { mechanism }]) => {
    const isSasl = mechanism !== "mtls" && mechanism !== "none";
    if (sasl === isSasl) return [];
    return [
      {
        path: `${path}.mechanism`,
        given: JSON.stringify(mechanism),
        allowed: sasl
          ? `a SASL mechanism, because kafka.protocol is ${kafka.protocol}`
          : `mtls or none, because kafka.protocol is ${kafka.protocol}`,
      },
    ];
  });
}

function nobody(view: View): Problem[] {
  const kafka = view.kafkaExisting;
  if (!kafka || kafka.admin || Object.keys(kafka.principals).length > 0) return [];
  return [
    {
      path: "kafka.principals",
      given: "empty",
      allowed: "at least one identity, here or as kafka.admin: without any, nothing can be reached",
    },
  ];
}

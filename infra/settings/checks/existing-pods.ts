/** `backend: existing` for pods: identities that pods can read, somebody who can administer when asked to, and who the registry and KEDA are. */
import type { ConnectionAuth, SecretRef } from "../../../app/src/connection.ts";
import { providerMechanisms } from "../../../components/kafka/administration/provider-args.ts";
import { authKindOf } from "../../../components/kafka/existing.ts";
import { PRINCIPAL } from "../../../components/registry/kubernetes/principal.ts";
import { kedaMechanisms } from "../../../components/scaling/kubernetes/login.ts";
import { SCALER } from "../../scaler.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { ExistingView, View } from "../view.ts";

type ExistingPodsView = NonNullable<View["existingPods"]>;

export function existingPodsProblems(view: View): Problem[] {
  const { existing, existingPods } = view;
  if (!existing || !existingPods) return [];
  return [
    ...administrationProblems(existing, existingPods),
    ...storeProblems(existing, existingPods),
    ...registryProblems(view, existing),
    ...scalerProblems(view, existing),
    ...userProblems(view, existingPods),
  ];
}

function administrationProblems({ hasAdmin, admin }: ExistingView, { administration }: ExistingPodsView): Problem[] {
  const mode = administration?.mode;
  if (mode === undefined) return [];
  if (mode === "none" && hasAdmin) {
    const allowed = "nothing, unless kafka.administration.mode is job or provider: nobody would use it";
    return [{ path: "kafka.admin", given: "set", allowed }];
  }
  if (mode === "none") return [];
  if (!hasAdmin) {
    const allowed = `an identity that may administer, because kafka.administration.mode is ${mode}`;
    return [{ path: "kafka.admin", given: "missing", allowed }];
  }
  if (mode !== "provider" || !admin || providerMechanisms.includes(admin.mechanism)) return [];
  return [
    {
      path: "kafka.admin.mechanism",
      given: JSON.stringify(admin.mechanism),
      allowed: `${providerMechanisms.join(", ")}, which the provider kafka knows, or kafka.administration.mode job`,
    },
  ];
}

/** A pod's files are the Secrets of its namespace. */
function storeProblems({ principals, admin }: ExistingView, { administration, tls }: ExistingPodsView): Problem[] {
  const identities = [
    ...Object.entries(principals).map(([name, auth]) => [`kafka.principals.${name}`, auth] as const),
    ...(administration?.mode === "job" ? [["kafka.admin", admin] as const] : []),
    ["kafka.tls.ca", tls?.ca] as const,
  ];
  return identities.flatMap(([path, holder]) =>
    referencesIn(holder)
      .filter(({ store }) => store !== "kubernetes")
      .slice(0, 1)
      .map(({ store, name }) => ({
        path,
        given: `a secret ${JSON.stringify(name)} in store ${store}`,
        allowed:
          "store: kubernetes, with the name and key of a Secret of the namespace, which pods are given as a file",
      })),
  );
}

function referencesIn(value: unknown): SecretRef[] {
  if (typeof value !== "object" || value === null) return [];
  if ("store" in value && "name" in value) return [value as SecretRef];
  return Object.values(value).flatMap(referencesIn);
}

function registryProblems({ registry }: View, { principals }: ExistingView): Problem[] {
  if (!registry?.enabled || registry.url !== undefined) return [];
  const instead = "or registry.url of one that somebody else runs, or registry.enabled: false";
  return identityProblems(principals, PRINCIPAL, (auth) => authKindOf(auth) === "scram", {
    missing: `an identity of its own by SCRAM, because a registry is started; ${instead}`,
    wrong: `scram-sha-512 or scram-sha-256, which the registry logs in by; ${instead}`,
  });
}

function scalerProblems({ scaling }: View, { principals }: ExistingView): Problem[] {
  if (!scaling?.settings?.processor) return [];
  return identityProblems(principals, SCALER, ({ mechanism }) => kedaMechanisms.includes(mechanism), {
    missing: "an identity for KEDA, because scaling.processor is set: it may see the lag, and no record",
    wrong: `${kedaMechanisms.join(", ")}, which KEDA knows`,
  });
}

/** Of somebody whom the settings do not name in kafka.access. */
function identityProblems(
  principals: ExistingView["principals"],
  name: string,
  fits: (auth: ConnectionAuth) => boolean,
  { missing, wrong }: { missing: string; wrong: string },
): Problem[] {
  const path = `kafka.principals.${name}`;
  if (!(name in principals)) return [{ path, given: "missing", allowed: missing }];
  const auth = principals[name];
  if (!auth || fits(auth)) return [];
  return [{ path: `${path}.mechanism`, given: JSON.stringify(auth.mechanism), allowed: wrong }];
}

function userProblems({ access, mapsKnown }: View, { users }: ExistingPodsView): Problem[] {
  if (!users || !mapsKnown) return [];
  const known = [...Object.keys(access), "admin", PRINCIPAL, SCALER];
  return Object.keys(users)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return {
        path: `kafka.users.${name}`,
        given: "a principal that is not there",
        allowed: `a key of kafka.access, or admin, ${PRINCIPAL}, ${SCALER}`,
        ...(near === undefined ? {} : { nearest: near }),
      };
    });
}

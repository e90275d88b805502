/** Passwords, tokens and certificates on Kubernetes: what a store takes, who may look after it, and what rotates by itself there. */
import type { ExternalSecretsKeys } from "../keys/secrets.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function secretProblems({ kubernetes }: View): Problem[] {
  const { keys, secrets } = kubernetes ?? {};
  if (!secrets) return [];
  const { external } = secrets;
  return [
    ...authorityProblems(secrets.authority.rotation),
    ...(external
      ? [...prefixProblems(external), ...storeProblems(external, keys), ...operatorProblems(external, keys)]
      : []),
  ];
}

/** Strimzi renews authorities by itself, and does it at once only when a Secret of its own is annotated, which no setting can say twice. */
function authorityProblems(rotation: number): Problem[] {
  if (rotation === 1) return [];
  return [
    {
      path: "secrets.authority.rotation",
      given: String(rotation),
      allowed:
        "1: Strimzi renews its authorities by itself before they end; for a new key at once: kubectl annotate secret kafka-cluster-ca kafka-clients-ca strimzi.io/force-replace=true, in the stack's namespace",
    },
  ];
}

type Store = ExternalSecretsKeys["store"]["type"];

/** What names of values may hold in each store, by its documentation. */
const names: Record<Exclude<Store, "existing">, { pattern: RegExp; allowed: string }> = {
  aws: { pattern: /^[A-Za-z0-9/_+=.@-]+$/, allowed: "letters, digits and / _ + = . @ -" },
  gcp: { pattern: /^[A-Za-z0-9_-]+$/, allowed: "letters, digits, _ and -" },
  azure: { pattern: /^[A-Za-z0-9-]+$/, allowed: "letters, digits and -" },
  vault: {
    pattern: /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*\/?$/,
    allowed: "a path of letters, digits, _ . and -, without / first",
  },
  kubernetes: { pattern: /^[a-z0-9][a-z0-9.-]*$/, allowed: "small letters, digits, . and -" },
};

function prefixProblems({ prefix, store }: ExternalSecretsKeys): Problem[] {
  if (prefix === undefined || store.type === "existing") return [];
  const { pattern, allowed } = names[store.type];
  if (pattern.test(prefix)) return [];
  return [
    {
      path: "secrets.external.prefix",
      given: JSON.stringify(prefix),
      allowed: `${allowed}: names in ${store.type} have no others`,
    },
  ];
}

type Keys = NonNullable<View["kubernetes"]>["keys"];

function storeProblems({ store, operator }: ExternalSecretsKeys, keys: Keys): Problem[] {
  if (store.type === "kubernetes" && store.namespace === keys?.namespace)
    return [
      {
        path: "secrets.external.store.namespace",
        given: JSON.stringify(store.namespace),
        allowed: "another namespace than kubernetes.namespace, or no secrets.external: the Secrets are there already",
      },
    ];
  if (store.type === "existing" && store.kind === "ClusterSecretStore" && operator.mode === "install")
    return [
      {
        path: "secrets.external.store.kind",
        given: '"ClusterSecretStore"',
        allowed:
          "SecretStore, or operator.mode: present: an operator of the stack's own looks after its namespace only",
      },
    ];
  return [];
}

function operatorProblems({ operator }: ExternalSecretsKeys, keys: Keys): Problem[] {
  if (operator.mode === "present" || !keys) return [];
  const taken = [keys.namespace, ...(keys.operator.mode === "install" ? [keys.operator.namespace] : [])];
  if (!taken.includes(operator.namespace)) return [];
  return [
    {
      path: "secrets.external.operator.namespace",
      given: JSON.stringify(operator.namespace),
      allowed: `a namespace of its own, not one of ${taken.join(", ")}`,
    },
  ];
}

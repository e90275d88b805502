/** A store of the stack's namespace: which service it is, and the service account that the operator reads and writes it as. */
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, TributaryComponent } from "../../component.ts";
import { CustomObject, type CustomObjectArgs, waitForReady } from "../../kubernetes/custom-resource.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { accountAnnotations, hasAccount, providerOf, type StoreSpec } from "./stores.ts";

export interface SecretStoreArgs {
  /** Where the Secrets are to be. */
  namespace: pulumi.Input<string>;
  store: StoreSpec;
  /** Whether values are written, too; else it is only read. */
  writes: boolean;
  tags: Record<string, string>;
  /** The operator and its definitions. */
  after?: pulumi.Resource[];
  transform?: { store?: Transform<CustomObjectArgs> };
}

export class SecretStore extends TributaryComponent {
  static readonly token = "tributary:secrets:SecretStore";
  /** As what refers to it names it. */
  readonly ref: { kind: "SecretStore"; name: pulumi.Output<string> };
  /** `account`: undefined where the operator asks as itself. */
  readonly nodes: {
    account: ServiceAccount | undefined;
    store: CustomObject;
    rights: Record<string, pulumi.CustomResource>;
  };

  /** @param name of the SecretStore and the service account, too */
  constructor(name: string, args: SecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super(SecretStore.token, name, args, opts);
    const { namespace, store: spec, writes, tags, after = [], transform } = args;
    const metadata = { name, namespace, labels: labelsOf(tags) };
    const account = hasAccount(spec)
      ? this.child(ServiceAccount, "account", {
          metadata: { ...metadata, annotations: accountAnnotations(spec) },
          automountServiceAccountToken: false,
        })
      : undefined;
    const rights = spec.type === "kubernetes" ? this.#rights(name, args, spec.namespace, writes) : {};
    const store = this.child(
      CustomObject,
      "store",
      {
        apiVersion: "external-secrets.io/v1",
        kind: "SecretStore",
        metadata: { ...metadata, annotations: waitForReady },
        spec: { provider: providerOf(spec, name) },
      },
      {
        dependsOn: [...(account ? [account] : []), ...Object.values(rights), ...after],
        customTimeouts: { create: "5m", update: "5m" },
      },
      transform?.store,
    );
    this.nodes = { account, store, rights };
    this.ref = { kind: "SecretStore", name: store.metadata.name };
    this.finish({ name: this.ref.name });
  }

  /** In the other namespace, all of whose Secrets are thereby this stack's to read. */
  #rights(
    name: string,
    { namespace, tags }: SecretStoreArgs,
    other: string,
    writes: boolean,
  ): Record<string, pulumi.CustomResource> {
    const own = pulumi.output(namespace);
    const metadata = { name: own.apply((from) => `${from}-${name}`), namespace: other, labels: labelsOf(tags) };
    const verbs = writes ? ["get", "create", "update"] : ["get"];
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs }];
    const role = this.child(Role, "role", { metadata, rules });
    const binding = this.child(RoleBinding, "binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", name, namespace: own }],
    });
    return { role, binding };
  }
}

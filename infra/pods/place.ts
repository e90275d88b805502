/** Where the pods of a stack run: a cluster's provider, and the namespace in it. */
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import { GuardedNamespace } from "../../components/kubernetes/namespace.ts";
import { names } from "../naming.ts";
import type { Settings, SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";

/** Settings of the clouds whose application runs as pods. */
export type PodSettings = SettingsOf<Exclude<Settings["cloud"], "local">>;

/** Where resources go. */
export interface Place {
  opts: { providers?: Record<string, pulumi.ProviderResource> };
  namespace: pulumi.Output<string>;
}

/**
 * @param kubeconfig of a cluster that the same program makes. Default: the one of whoever runs it
 * @param cluster what all of it depends on, such as nodes and add-ons
 */
export function placeOf(
  settings: PodSettings,
  stack: string,
  kubeconfig?: pulumi.Input<string>,
  cluster: pulumi.Resource[] = [],
): Place {
  const { context, namespace: own, namespaceMode, dns } = settings.kubernetes;
  const provider = new Provider(
    names.kubernetes,
    {
      context,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      // A kubeconfig with new credentials is still the same cluster.
      clusterIdentifier: stack,
      enableServerSideApply: true,
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    },
    cluster.length === 0 ? {} : { dependsOn: cluster },
  );
  const opts = { providers: { kubernetes: provider } };
  if (namespaceMode === "shared") {
    // Read, so that one that is not there is told before anything is made in it.
    const { id } = Namespace.get(`${names.namespace}-namespace`, own, { provider });
    return { opts, namespace: id.apply(() => own) };
  }
  const tags = tagsOf(settings, stack);
  const protection = settings.environment === "production";
  const { namespace } = new GuardedNamespace(names.namespace, { namespace: own, tags, protection, dns }, opts);
  return { opts, namespace };
}

/** What everything of a stack on AWS stands on: who makes it, its keys, its network, its Kubernetes cluster and the place in that. */
import type * as pulumi from "@pulumi/pulumi";
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import type { Network } from "../../../components/network/network.ts";
import type { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import { type Place, placeOf } from "../../pods/place.ts";
import { type AskCaller, callerOf } from "./caller.ts";
import { clusterOf, clusterServices } from "./eks.ts";
import type { AwsSettings } from "./index.ts";
import { keysOf } from "./keys.ts";
import { networkOf } from "./network.ts";
import { awsProvider } from "./provider.ts";

export interface Ground {
  /** Of 12 digits. */
  account: string;
  keys: AwsKeys;
  network: Network;
  /** Whose pods the application is. */
  eks: HostedCluster;
  /** Its `opts` have both providers, of AWS and of Kubernetes. */
  place: Place;
  /** Storage classes and nodes that come when they are needed. */
  services: pulumi.Resource[];
}

export async function groundOf(settings: AwsSettings, stack: string, ask?: AskCaller): Promise<Ground> {
  const caller = await callerOf(settings, ask);
  const provider = awsProvider(settings, stack);
  const opts = { providers: { aws: provider } };
  const keys = await keysOf(settings, stack, opts, caller);
  const network = await networkOf(settings, stack, opts, { caller, keys });
  const eks = await clusterOf(settings, stack, opts, { caller, keys, network, provider });
  const { namespace, opts: kubernetes } = placeOf(settings, stack, eks.kubeconfig, eks.ready);
  const both = { providers: { ...kubernetes.providers, ...opts.providers } };
  const services = await clusterServices(settings, stack, both, { cluster: eks, keys, network });
  return { account: caller.account, keys, network, eks, place: { namespace, opts: both }, services };
}

/** From a network of one's own to a cluster without a public address: what each cloud's file of this folder promises. */
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { MakeChild } from "../../../component.ts";

/** Endpoints that are made. */
export interface Endpoints {
  /** As Confluent is told of them, by zone. */
  ids: Record<string, Output<string>>;
  /** Names below a domain lead to them. @returns what clients depend on */
  resolve(domain: Output<string>): Resource[];
}

export interface PrivateAccess {
  /** Ranges that the addresses of endpoints are of. */
  cidrs: Input<string>[];
  /** Account, project or subscription that may connect. */
  consumer: Input<string>;
  /** Zones of a dedicated cluster, as Confluent names them: ids on AWS, names on Google Cloud, numbers on Azure. */
  zones: string[];
  /** milliseconds after which the way cuts idle connections. Default: it does not. */
  idleMs?: number;
  /**
   * Endpoints, as children of the cluster.
   * @param services Confluent's, by zone, or one for all under ALL
   * @param after what makes the services known to `consumer`: a cloud answers that there is none until then
   */
  connect(child: MakeChild, services: Record<string, Output<string>>, after?: Resource[]): Endpoints;
  /**
   * Network interfaces that the service's brokers attach to themselves, which is how a freight cluster is reached.
   * @param account of the service, which may attach them
   * @param perZone how many; the service says how many a cluster of a size needs
   */
  interfaces?(child: MakeChild, account: Output<string>, perZone: number): { ids: Output<string>[]; ready: Resource[] };
}

/** Key of a service that is the same in all zones. */
export const ALL = "all";

/** Seconds that a name's address is remembered (the examples of confluentinc/terraform-provider-confluent 2.83.0). */
export const TTL = 60;

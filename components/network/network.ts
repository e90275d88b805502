/** The contract of a network: what clusters and brokers are put into, made or adopted. */
import type { Input, Output, Resource } from "@pulumi/pulumi";

export interface Subnet {
  id: Output<string>;
  /** Name of its zone, such as eu-central-1a. */
  zone: string;
  /** Range of its addresses. */
  cidr: Input<string>;
}

export interface Network {
  id: Output<string>;
  /** Ranges of all its addresses. */
  cidrs: Input<string>[];
  /** One a zone, without a way in from the internet; in the order of `zones`. */
  privateSubnets: Subnet[];
  zones: string[];
  /** What needs a way out depends on: routes, and the endpoints of the cloud's services. */
  ready: Resource[];
}

/** What is tried with what: releases of Kafka, ways to log in, and what the processor promises. */
import type { ProcessorConfig } from "../../../app/src/config.ts";

/** The last with ZooKeeper (here without it), one in between, and the newest; the locks have the jars of each. */
export const releases = ["3.9.2", "4.1.2", "4.4.0"] as const;
export type Release = (typeof releases)[number];

export const logins = ["PLAINTEXT", "TLS", "mutual TLS", "SCRAM-SHA-512 over TLS", "OAUTHBEARER over TLS"] as const;
export type Login = (typeof logins)[number];

export type Semantics = ProcessorConfig["semantics"];
export const allSemantics: readonly Semantics[] = ["at-least-once", "exactly-once"];

export interface Cell {
  release: Release;
  login: Login;
  semantics: Semantics;
}

/** Short, and unlike any other's: for topics, groups and files. */
export function nameOf({ release, login, semantics }: Cell): string {
  return `${release}-${logins.indexOf(login)}-${semantics}`;
}

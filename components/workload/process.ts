/** One process of the application, as the supervisor of a local stack runs it. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../kafka/administered.ts";
import type { ProcessInputs } from "../local/resources.ts";

export interface AppProcess {
  name: string;
  kind: string;
  /** MiB of heap */
  heapMb: number;
  config: pulumi.Output<string>;
  /** Which parts of the application's fast path are used; see KAFKA_FASTPATH in app/src/kafka/client.ts. */
  fastpath: string;
  /** By role, `ops` always among them. */
  ports: Record<string, number>;
}

/** MiB; V8's default of 16 a semi-space costs each process up to 48 that this application does not need. */
const semiSpaceMb = 4;

/** milliseconds; the application drains what is under way within ten seconds */
const stopTimeoutMs = 15_000;
const waitReadyMs = 60_000;

export function appProcess({ name, kind, heapMb, config, fastpath, ports }: AppProcess): Args<ProcessInputs> {
  return {
    name,
    kind,
    command: "node",
    args: [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${semiSpaceMb}`, "{project}/app/src/main.ts"],
    env: {
      TRIBUTARY_CONFIG: `{stack}/config/${name}.json`,
      TRIBUTARY_SECRETS_DIR: "{stack}",
      TRIBUTARY_SCHEMA_CACHE: "{stack}/schemas",
      NODE_ENV: "production",
      ...(fastpath === "on" ? {} : { KAFKA_FASTPATH: fastpath }),
    },
    ports,
    portKeys: Object.fromEntries(Object.keys(ports).map((role) => [role, `local.ports.${role}`])),
    files: pulumi.output({ [`config/${name}.json`]: config }),
    ready: { kind: "http", url: `http://127.0.0.1:${ports["ops"]}/ready` },
    stopTimeoutMs,
    waitReadyMs,
  };
}

/** The application's configuration of one process, as text; it holds references to secrets only. */
import * as pulumi from "@pulumi/pulumi";
import type { AppConfigInput } from "../../app/src/config.ts";
import type { KafkaConnection, RegistryConnection } from "../../app/src/connection.ts";
import { jsonText } from "../json-text.ts";

/** AppConfig without what is only known when the cluster is there. */
export type ConfigBody = AppConfigInput extends infer C
  ? C extends unknown
    ? Omit<C, "version" | "connection">
    : never
  : never;

export function configText(
  body: pulumi.Input<ConfigBody>,
  connection: pulumi.Output<KafkaConnection>,
  registry: pulumi.Output<RegistryConnection> | undefined,
): pulumi.Output<string> {
  return pulumi.all([body, connection, registry]).apply(([rest, kafka, schemas]) => {
    const config = { version: 1, ...rest, connection: { ...kafka, ...(schemas ? { registry: schemas } : {}) } };
    return jsonText(config);
  });
}

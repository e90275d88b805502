/** What the Job is told that prepares Elasticsearch and Kibana. */
import type { SecretRef } from "../../../app/src/connection.ts";
import type { LoggingConfigInput } from "../../../app/src/roles/prepare-logging/config.ts";
import { loggingRequests, type RequestsArgs } from "../templates/requests.ts";
import { savedObjectsText } from "../templates/saved-objects.ts";
import { made } from "./pods.ts";
import type { StorePlace } from "./store.ts";

/**
 * @param urls of both
 * @param passwords of the users that are made, by their names
 */
export function prepareConfig(
  place: StorePlace,
  { elasticsearch, kibana }: { elasticsearch: string; kibana: string | undefined },
  keep: RequestsArgs,
  passwords: Record<string, SecretRef>,
): LoggingConfigInput {
  const server = (url: string, authority: string) => ({ url, ...loginOf(place, authority) });
  return {
    version: 1,
    elasticsearch: server(elasticsearch, made.elasticsearchAuthority),
    ...(kibana === undefined ? {} : { kibana: server(kibana, made.kibanaAuthority), savedObjects: savedObjectsText() }),
    requests: loggingRequests(keep).map(({ passwordOf, body, ...request }) => ({
      ...request,
      body: body as Record<string, unknown>,
      ...(passwordOf === undefined ? {} : { password: passwords[passwordOf]! }),
    })),
  };
}

/** @param authority Secret of the operator's */
function loginOf(place: StorePlace, authority: string) {
  const secret = (name: string, key: string): SecretRef => ({ store: "kubernetes", name, key });
  if (place.mode === "operator")
    return { username: "elastic", password: secret(made.superuser, "elastic"), ca: secret(authority, "ca.crt") };
  const { username, password, ca } = place;
  return { username, password, ...(ca === undefined ? {} : { ca }) };
}

/** Definitions that are there and served, as an operator's installation leaves them. */
import { until } from "../../../app/test/integration/processes.ts";
import { strimziDefinitions } from "../../../components/kafka/strimzi/definitions.ts";
import type { Definition } from "../../../components/kubernetes/definitions.ts";
import { prometheusDefinitions } from "../../../components/monitoring/kubernetes/definitions.ts";
import { kedaDefinitions } from "../../../components/scaling/kubernetes/definitions.ts";
import { externalSecretsDefinitions } from "../../../components/secrets/kubernetes/definitions.ts";
import type { Api, KubeObject } from "../control-plane/api.ts";
import { elasticDefinitions } from "./elastic.ts";
import { gatewayDefinitions } from "./gateway-api.ts";

export const establishStrimzi = (api: Api): Promise<void> => establish(api, strimziDefinitions());
export const establishExternalSecrets = (api: Api): Promise<void> => establish(api, externalSecretsDefinitions());
export const establishKeda = (api: Api): Promise<void> => establish(api, kedaDefinitions());
export const establishPrometheus = (api: Api): Promise<void> => establish(api, prometheusDefinitions());
export const establishGatewayApi = async (api: Api): Promise<void> => establish(api, await gatewayDefinitions());
export const establishElastic = async (api: Api): Promise<void> => establish(api, await elasticDefinitions());

/** Those of what watches a stack, which the production stack brings besides Kafka's own. */
export async function establishWatchers(api: Api): Promise<void> {
  await establishPrometheus(api);
  await establishElastic(api);
}

async function establish(api: Api, byKind: Record<string, Definition>): Promise<void> {
  const definitions = Object.values(byKind) as unknown as KubeObject[];
  for (const definition of definitions) await api.apply(definition);
  for (const definition of definitions)
    await until(`${definition.metadata.name} is established`, 30, async () => {
      const { status } = await api.get(definition);
      return status.conditions?.some(({ type, status: is }: any) => type === "Established" && is === "True") ?? false;
    });
}

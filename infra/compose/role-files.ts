/** What the application's processes of compose.yaml read: configuration and secrets, each role its own. Pure: secrets are given. */
import type { AppConfigInput } from "../../app/src/config.ts";
import type { KafkaConnection, SecretRef } from "../../app/src/connection.ts";
import { connectionBase, maxMessageBytes, requirePrincipal } from "../../components/kafka/connection.ts";
import type { Role } from "../../components/workload/layout.ts";
import { generatorBody, ingestBody, processorBody } from "../../components/workload/role-bodies.ts";
import { workloadTopics } from "../workload-topics.ts";
import { HOSTS, PORTS, REGISTRY_URL } from "./layout.ts";
import type { ComposeSettings } from "./settings.ts";

export interface RoleSecrets {
  /** PEM */
  authority: string;
  password: string;
  /** Of ingest's clients: the one that is used, then the others that are good, too. */
  tokens?: string[];
}

const files = { config: "app.json", authority: "ca.crt", password: "password" };
const token = (index: number) => `token-${index}`;
const ref = (name: string): SecretRef => ({ store: "file", name });

/** Files of a role's volume, by name. */
export function roleFiles(role: Role, settings: ComposeSettings, secrets: RoleSecrets): Record<string, string> {
  const tokens = secrets.tokens ?? [];
  const config = appConfig(
    role,
    settings,
    tokens.map((_, index) => ref(token(index))),
  );
  return {
    [files.config]: `${JSON.stringify(config, undefined, 2)}\n`,
    [files.authority]: secrets.authority,
    [files.password]: secrets.password,
    ...Object.fromEntries(tokens.map((value, index) => [token(index), value])),
  };
}

function appConfig(role: Role, settings: ComposeSettings, tokens: SecretRef[]): AppConfigInput {
  const { workload, logging } = settings;
  const { input, output, deadLetter, aggregates } = workloadTopics(settings);
  const topics = { input, output, deadLetter, ...(aggregates === null ? {} : { aggregates }) };
  const everywhere = "0.0.0.0";
  const bodies = {
    ingest: () =>
      ingestBody(
        topics,
        { ...workload.ingest, tokenRotation: settings.secrets.ingestToken.rotation },
        { host: everywhere, port: PORTS.http, tokens },
      ),
    processor: () => processorBody(topics, workload.processor),
    generator: () => generatorBody(topics, workload.generator),
  };
  const { compression, batching, principal } = workload[role];
  return {
    version: 1,
    ...bodies[role](),
    instance: role,
    ops: { host: everywhere, port: PORTS.ops },
    logLevel: logging.level,
    compression,
    batching,
    connection: connectionOf(principal, settings),
  } as AppConfigInput;
}

function connectionOf(principal: string, { kafka }: ComposeSettings): KafkaConnection {
  const spec = requirePrincipal(kafka.access, principal);
  return {
    ...connectionBase(principal, spec),
    bootstrapServers: [`${HOSTS.kafka}:${PORTS.clients}`],
    protocol: "SASL_SSL",
    auth: { mechanism: "scram-sha-512", username: principal, password: { active: ref(files.password) } },
    tls: { ca: [ref(files.authority)] },
    limits: {
      maxMessageBytes: maxMessageBytes(spec, kafka.topics),
      compression: ["none", "gzip", "snappy", "lz4", "zstd"],
    },
    registry: { url: REGISTRY_URL },
  };
}

/** What Grafana, Elasticsearch, Logstash and Kibana of compose.yaml read that is secret, or names a secret. Pure: secrets are given. */
import { stringify } from "yaml";
import type { KeyPair } from "../../components/local/kafka/pem.ts";
import { elasticsearchOutput } from "../../components/logging/collect/logstash-pipeline.ts";
import { DATASET } from "../../components/logging/names.ts";
import { roleNames } from "../../components/logging/templates/roles.ts";
import { ELASTICSEARCH_URL } from "./layout.ts";

/** Users of Elasticsearch: the one that may do all, Kibana's own, one that may only write lines, and one that may only read them. */
export const elasticUsers = ["elastic", "kibana_system", roleNames.writer, roleNames.reader] as const;
export type ElasticUser = (typeof elasticUsers)[number];

/** Below the folder of keys. @param user of Elasticsearch, or grafana */
export const watchPassword = (user: string): string => `secrets/watch/${user}.password`;

export interface WatchSecrets {
  /** PEM */
  authority: string;
  /** Elasticsearch's own. */
  server: KeyPair;
  passwords: Record<ElasticUser | "grafana", string>;
}

/** By volume, then by name. */
export function watchFiles({ authority, server, passwords }: WatchSecrets) {
  return {
    grafana: { password: passwords.grafana },
    elasticsearch: {
      "ca.crt": authority,
      "tls.crt": server.certificate,
      "tls.key": server.key,
      password: passwords.elastic,
    },
    logstash: { "tributary.conf": pipeline(passwords[roleNames.writer]), "ca.crt": authority },
    kibana: {
      "ca.crt": authority,
      "kibana.yml": stringify({
        "server.host": "0.0.0.0",
        "elasticsearch.hosts": [ELASTICSEARCH_URL],
        "elasticsearch.username": "kibana_system",
        "elasticsearch.password": passwords.kibana_system,
        "elasticsearch.ssl.certificateAuthorities": ["/etc/kibana/ca.crt"],
        "telemetry.optIn": false,
      }),
    },
  } satisfies Record<string, Record<string, string>>;
}

/**
 * Docker's log files of this project's containers, each to the data stream of its service. The labels are those that compose.yaml tells
 * Docker to write beside each line; what a line says is for the ingest pipeline, as on Kubernetes.
 */
const pipeline = (password: string): string => `input {
  file {
    path => "/var/lib/docker/containers/*/*-json.log"
    sincedb_path => "/usr/share/logstash/data/sincedb"
  }
}
filter {
  json { source => "message" target => "docker" remove_field => ["message", "event", "host", "log"] }
  if [docker][attrs][com.docker.compose.project] != "\${COMPOSE_PROJECT}" { drop {} }
  date { match => ["[docker][time]", "ISO8601"] }
  mutate {
    rename => { "[docker][log]" => "message" "[docker][attrs][com.docker.compose.service]" => "[service][name]" }
    remove_field => ["docker"]
    add_field => {
      "[data_stream][type]" => "logs"
      "[data_stream][dataset]" => "${DATASET}.%{[service][name]}"
      "[data_stream][namespace]" => "compose"
      "[tributary][stack]" => "compose"
    }
  }
  # Dashes part a data stream's name; Docker ends each line.
  mutate { gsub => ["[data_stream][dataset]", "-", "_", "message", "\\n$", ""] }
}
${elasticsearchOutput({ hosts: [ELASTICSEARCH_URL], authority: "/etc/tributary/ca.crt", user: roleNames.writer, password })}`;

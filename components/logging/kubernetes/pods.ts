/** Pods that Elastic's operator makes, as others see them: their labels and ports (ECK 3.5.0: pkg/controller, each kind's labels). */

/** Name of all its objects: one of each kind in a namespace. */
export const NAME = "logging";

const labels = {
  elasticsearch: { "elasticsearch.k8s.elastic.co/cluster-name": NAME },
  kibana: { "kibana.k8s.elastic.co/name": NAME },
  logstash: { "logstash.k8s.elastic.co/name": NAME },
  agents: { "beat.k8s.elastic.co/name": NAME },
  collector: { "beat.k8s.elastic.co/name": `${NAME}-collector` },
} as const;

export type Part = keyof typeof labels;

export const labelsOfPart = (part: Part): Record<string, string> => labels[part];
export const podsOf = (part: Part) => ({ podSelector: { matchLabels: labels[part] } });

export const PORTS = {
  elasticsearch: 9_200,
  transport: 9_300,
  kibana: 5_601,
  beats: 5_044,
  logstashApi: 9_600,
} as const;

/** Names of Services and Secrets that the operator makes of NAME. */
export const made = {
  elasticsearchService: `${NAME}-es-http`,
  kibanaService: `${NAME}-kb-http`,
  beatsService: `${NAME}-ls-beats`,
  elasticsearchAuthority: `${NAME}-es-http-certs-public`,
  kibanaAuthority: `${NAME}-kb-http-certs-public`,
  /** Key `elastic`: the password of the user of that name. */
  superuser: `${NAME}-es-elastic-user`,
} as const;

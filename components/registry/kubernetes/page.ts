/**
 * The registry's page for Prometheus. Its image brings the JMX exporter's agent under a name with the version in it, and the image is a
 * setting: a line of shell finds it, and a registry without one starts all the same, with a page that does not answer.
 */

/** As the exporter's own documentation has it. */
export const PAGE_PORT = 9404;
/** No rules: names are the exporter's default, as signals ask them. Kafka's own clients have a thousand more, which nobody asks. */
const EXPORTER = '{"includeObjectNames": ["kafka.schema.registry:*"]}';

export interface StartArgs {
  /** Folder of the agent. */
  jars: string;
  /** What the image runs by itself. */
  start: string;
  /** Where the agent's configuration is written. */
  config: string;
  /** TCP, of the page. */
  port: number;
}

/**
 * Of Confluent's images of all components (github.com/confluentinc/common-docker, base-java-micro of 8.3, which links this folder to its
 * own), and of the registry's (github.com/confluentinc/schema-registry-images, Dockerfile.ubi9 of 8.3).
 */
const image: StartArgs = {
  jars: "/usr/share/java/cp-base-new",
  start: "/etc/confluent/docker/run",
  config: "/tmp/jmx-exporter.yaml",
  port: PAGE_PORT,
};

/** For bash. */
export function startScript({ jars, start, config, port }: StartArgs = image): string {
  return [
    `for agent in ${jars}/jmx_prometheus_javaagent-*.jar; do`,
    '  [ -f "$agent" ] || continue',
    `  echo '${EXPORTER}' > ${config}`,
    `  export SCHEMA_REGISTRY_OPTS="-javaagent:$agent=${port}:${config}"`,
    "  break",
    "done",
    `exec ${start}`,
  ].join("\n");
}

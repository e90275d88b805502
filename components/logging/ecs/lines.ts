/** How lines of text are written, by whom: each is taken apart into the names that fields.ts moves. Times are UTC everywhere. */

const TIME = "%{TIMESTAMP_ISO8601:line.time}";
const LEVEL = "%{LOGLEVEL:line.level}";
const REST = "(?<line.message>(?m:.|\\n)*)";

/** Grok's patterns, the first that fits counts. */
export const linePatterns: readonly string[] = [
  // Apache Kafka's own, as Amazon MSK and Confluent's registry write it: [time] LEVEL message (logger)
  `^\\[${TIME}\\] ${LEVEL}\\s+(?<line.message>(?:.|\\n)*?) \\((?<line.logger>[\\w.$]+)\\)(?<line.stack>(?:\\n(?:.|\\n)*)?)$`,
  // Apicurio (Quarkus): time LEVEL <context> [logger] (thread) message
  `^${TIME} ${LEVEL}\\s+<[^>]*> \\[(?<line.logger>[^\\]]*)\\] \\((?<line.thread>[^)]*)\\)\\s?${REST}$`,
  // Strimzi's operators and brokers: time LEVEL [thread] logger:line - message
  `^${TIME} ${LEVEL}\\s+(?:\\[(?<line.thread>[^\\]]*)\\] )?(?<line.logger>[\\w.$]+):(?:\\d+|\\?) - ${REST}$`,
  // Brokers of the local stack and of compose.yaml (components/local/kafka/logging.ts): time LEVEL logger message
  `^${TIME} ${LEVEL}\\s+(?<line.logger>[\\w.$]+) ${REST}$`,
  // The supervisor of the local stack: time who: message
  `^${TIME} (?:pid \\d+|(?<line.logger>[\\w-]+)): ${REST}$`,
  // logfmt, as Prometheus writes it; what else it names stays in the message.
  `^(?:ts|time)=${TIME} (?:caller=(?<line.logger>\\S+) )?level=${LEVEL} ${REST}$`,
  `^time=${TIME} level=${LEVEL} (?:source=(?<line.logger>\\S+) )?${REST}$`,
];

/** What brokers say of a partition: "[Partition login-events-3 broker=1]", "partition=login-events-3". */
export const partitionPatterns: readonly string[] = [
  "(?:[Pp]artition[= ]|[Pp]artitions? \\[|Set\\()(?<tributary.topic>[A-Za-z0-9._-]+?)-(?<tributary.partition>[0-9]+)(?![A-Za-z0-9._-])",
];

/** Forms of a line's time, as Elasticsearch's date processor takes them. */
export const timeFormats: readonly string[] = ["ISO8601", "yyyy-MM-dd HH:mm:ss,SSS", "yyyy-MM-dd HH:mm:ss", "UNIX"];

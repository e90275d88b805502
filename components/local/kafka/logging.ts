/** What Kafka and ZooKeeper log: to standard output, which the supervisor keeps in logs/<name>.log. */

const pattern = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %p %c{1} %m%n";

/** Loggers that write pages at each start or a line a second, and tell nothing of use at that. */
const quiet: Record<string, string> = {
  "org.apache.kafka.common.config.AbstractConfig": "WARN",
  "org.apache.kafka.raft": "WARN",
  "org.apache.zookeeper": "WARN",
  // With ZooKeeper: each controller change logs all partitions.
  "state.change.logger": "WARN",
};

export interface LogSetup {
  /** Name of the file in the process's folder. */
  file: string;
  text: string;
  /** @param path where the file lies */
  flag(path: string): string;
}

/** Kafka 4 logs by Log4j 2, Kafka 3 and its ZooKeeper by the first Log4j (reload4j). */
export function logSetup(version: string): LogSetup {
  return Number(version.split(".")[0]) >= 4 ? log4j2() : log4j1();
}

function log4j2(): LogSetup {
  const loggers = Object.entries(quiet).flatMap(([name, level], index) => [
    `logger.q${index}.name=${name}`,
    `logger.q${index}.level=${level}`,
  ]);
  const lines = [
    "status=error",
    "shutdownHook=disable",
    "appender.out.type=Console",
    "appender.out.name=out",
    "appender.out.layout.type=PatternLayout",
    `appender.out.layout.pattern=${pattern}`,
    "rootLogger.level=INFO",
    "rootLogger.appenderRef.out.ref=out",
    ...loggers,
  ];
  return {
    file: "log4j2.properties",
    text: `${lines.join("\n")}\n`,
    flag: (path) => `-Dlog4j2.configurationFile=${path}`,
  };
}

function log4j1(): LogSetup {
  const lines = [
    "log4j.rootLogger=INFO, out",
    "log4j.appender.out=org.apache.log4j.ConsoleAppender",
    "log4j.appender.out.layout=org.apache.log4j.PatternLayout",
    `log4j.appender.out.layout.ConversionPattern=${pattern}`,
    ...Object.entries(quiet).map(([name, level]) => `log4j.logger.${name}=${level}`),
  ];
  return {
    file: "log4j.properties",
    text: `${lines.join("\n")}\n`,
    flag: (path) => `-Dlog4j.configuration=file:${path}`,
  };
}

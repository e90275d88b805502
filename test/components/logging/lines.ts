/**
 * Lines as they were written: by Kafka 4.4.0, Apicurio 2.6.13, Prometheus and the application of a local stack of 2026-11-27, but for those
 * marked `form`, which have the form of a program that cannot be run here, and those with personal data, which nothing of ours writes.
 */

export interface Sample {
  /** Who wrote it: the dataset's last part. */
  by: string;
  line: string;
  /** What the document has, by the schema's names. */
  has: Record<string, unknown>;
}

export const samples: readonly Sample[] = [
  {
    by: "kafka",
    line: "2026-11-27T19:03:25.024 WARN QuorumController [QuorumController id=1] Performing controller activation. The metadata log appears to be empty. Appending 6 bootstrap record(s) in metadata transaction at metadata.version 4.4-IV2 from bootstrap source 'bootstrap'.",
    has: {
      "@timestamp": "2026-11-27T19:03:25.024Z",
      "log.level": "warn",
      "log.logger": "QuorumController",
      message:
        "[QuorumController id=1] Performing controller activation. The metadata log appears to be empty. Appending 6 bootstrap record(s) in metadata transaction at metadata.version 4.4-IV2 from bootstrap source 'bootstrap'.",
    },
  },
  {
    by: "kafka",
    line: "2026-11-27T19:03:18.427 INFO StandardAuthorizerData [StandardAuthorizer 1] set super.users=User:CN=tributary-admin,User:CN=tributary-node-1, default result=DENIED",
    has: { "log.level": "info", "log.logger": "StandardAuthorizerData" },
  },
  {
    by: "kafka",
    line: "2026-11-27T19:03:23.743 INFO UnifiedLog [LogLoader partition=__cluster_metadata-0, dir=/var/lib/tributary/data] Loading producer state till offset 0",
    has: { "tributary.topic": "__cluster_metadata", "tributary.partition": "0" },
  },
  {
    by: "processor",
    line: '{"level":"info","time":"2026-11-27T19:03:55.852Z","instance":"processor-0","role":"processor","worker":0,"partitions":[0,1,2,3,4,5],"ms":1994,"msg":"joined the group"}',
    has: {
      "@timestamp": "2026-11-27T19:03:55.852Z",
      "log.level": "info",
      message: "joined the group",
      "service.node.name": "processor-0",
      "labels.partitions": [0, 1, 2, 3, 4, 5],
    },
  },
  {
    by: "processor",
    line: '{"level":"warn","time":"2026-11-27T19:03:53.943Z","instance":"processor-0","role":"processor","worker":0,"component":"kafkajs Connection","broker":"127.0.0.1:26800","error":"The group coordinator is not available","msg":"Response GroupCoordinator(key: 10, version: 2)"}',
    has: {
      "log.logger": "kafkajs Connection",
      "error.message": "The group coordinator is not available",
      "labels.broker": "127.0.0.1:26800",
    },
  },
  {
    by: "ingest",
    line: '{"level":"info","time":"2026-11-27T19:03:52.712Z","instance":"ingest-0","role":"ingest","topic":"login-events","partitions":6,"msg":"partitions of a topic"}',
    has: { "tributary.topic": "login-events", "labels.partitions": 6 },
  },
  {
    by: "registry",
    line: "2026-11-27 19:03:28 INFO <_> [io.apicurio.registry.storage.impl.sql.InMemoryRegistryStorage] (main) Using In Memory (H2) SQL storage.",
    has: {
      "@timestamp": "2026-11-27T19:03:28.000Z",
      "log.logger": "io.apicurio.registry.storage.impl.sql.InMemoryRegistryStorage",
      "process.thread.name": "main",
      message: "Using In Memory (H2) SQL storage.",
    },
  },
  {
    by: "registry",
    line: '2026-11-27 19:04:05 INFO <> [io.apicurio.common.apps.logging.audit.AuditLogService] (executor-thread-1) apicurio.audit action="request" result="failure" src_ip="null" path="/q/metrics" response_code="404" method="GET" user="" ',
    has: { "process.thread.name": "executor-thread-1", "log.level": "info" },
  },
  {
    by: "prometheus",
    line: 'ts=2026-11-27T19:03:11.464Z caller=main.go:973 level=info msg="Server is ready to receive web requests."',
    has: { "@timestamp": "2026-11-27T19:03:11.464Z", "log.level": "info", "log.logger": "main.go:973" },
  },
  {
    by: "supervisor",
    line: "2026-11-27T19:03:13.408Z kafka-1: started, pid 28374",
    has: { "@timestamp": "2026-11-27T19:03:13.408Z", "log.logger": "kafka-1", message: "started, pid 28374" },
  },
];

/** Forms of programs that cannot be run here: Amazon MSK and Confluent's registry, Strimzi, operators in Go, Elastic's own. */
export const forms: readonly Sample[] = [
  {
    by: "kafka",
    line: "[2026-11-27 19:03:28,123] WARN [SocketServer listenerType=BROKER, nodeId=1] Failed authentication with /203.0.113.9 (channelId=7) (SSL handshake failed) (org.apache.kafka.common.network.Selector)",
    has: {
      "@timestamp": "2026-11-27T19:03:28.123Z",
      "log.logger": "org.apache.kafka.common.network.Selector",
      message:
        "[SocketServer listenerType=BROKER, nodeId=1] Failed authentication with /203.0.113.0 (channelId=7) (SSL handshake failed)",
    },
  },
  {
    by: "kafka",
    line: "[2026-11-27 19:03:28,123] ERROR Error while reading (kafka.log.LogManager)\njava.io.IOException: no space\n\tat kafka.log.LogManager.load(LogManager.scala:1)",
    has: {
      "log.level": "error",
      message: "Error while reading",
      "error.stack_trace": "\njava.io.IOException: no space\n\tat kafka.log.LogManager.load(LogManager.scala:1)",
    },
  },
  {
    by: "kafka",
    line: "2026-11-27 10:00:00 WARN  [kafka-request-handler-1] Partition:87 - [Partition login-events-3 broker=1] Shrinking ISR from 1,2,3 to 1",
    has: {
      "process.thread.name": "kafka-request-handler-1",
      "log.logger": "Partition",
      "tributary.topic": "login-events",
      "tributary.partition": "3",
    },
  },
  {
    by: "operator_strimzi",
    line: "2026-11-27 10:00:00 INFO  ClusterOperator:142 - Triggering periodic reconciliation for namespace tributary",
    has: { "log.logger": "ClusterOperator", message: "Triggering periodic reconciliation for namespace tributary" },
  },
  {
    by: "operator_keda",
    line: '{"level":"error","ts":"2026-11-27T10:00:00Z","logger":"scale_handler","msg":"error getting metrics","error":"no such host","stacktrace":"github.com/kedacore/keda\\n\\tscale.go:1"}',
    has: {
      "log.logger": "scale_handler",
      message: "error getting metrics",
      "error.message": "no such host",
      "error.stack_trace": "github.com/kedacore/keda\n\tscale.go:1",
    },
  },
  {
    by: "operator_elastic",
    line: '{"log.level":"info","@timestamp":"2026-11-27T10:00:00.500Z","log.logger":"manager","message":"Orphan secrets garbage collection complete","service.version":"3.5.0","ecs.version":"1.4.0"}',
    has: {
      "@timestamp": "2026-11-27T10:00:00.500Z",
      "log.logger": "manager",
      message: "Orphan secrets garbage collection complete",
      "ecs.version": "9.2.0",
    },
  },
  {
    by: "kafka",
    line: '{"insertId":"a","severity":"WARNING","timestamp":"2026-11-27T10:00:00.123456789Z","textPayload":"Shrinking ISR","resource":{"type":"managedkafka.googleapis.com/Cluster"}}',
    has: { "@timestamp": "2026-11-27T10:00:00.123Z", "log.level": "warn", message: "Shrinking ISR" },
  },
  { by: "other", line: "words without any form", has: { message: "words without any form" } },
  { by: "other", line: '{"broken', has: { message: '{"broken' } },
  { by: "other", line: "[1,2]", has: { message: "[1,2]" } },
  // A name that is text in one line and an object in another must refuse neither.
  { by: "other", line: '{"topic":{"a":1},"partition":"many","msg":"odd types"}', has: { message: "odd types" } },
];

/** Values of people and secrets, and lines that hold them in every way that is known of. */
export const secretValues = [
  "anna-4711",
  "device-77",
  "203.0.113.77",
  "2001:db8:0:1:2:3:4:5",
  "2001:db8::77",
  "anna@example.com",
  "hunter2hunter2",
  "eyJhbGciOiJIUzI1NiJ9.e30.sig",
  "424242424242",
] as const;

const [user, device, ip, ip6, ip6short, mail, password, token, number] = secretValues;

export const personal: readonly string[] = [
  `{"level":"error","msg":"event refused","user_id":"${user}","device_id":"${device}","ip":"${ip}"}`,
  `{"level":"error","msg":"event refused","userId":${number},"deviceId":"${device}"}`,
  `{"level":"error","msg":"cannot parse {\\"user_id\\":\\"${user}\\",\\"ip\\":\\"${ip6}\\"}"}`,
  `{"level":"error","err":{"type":"Error","message":"no route for ${mail} at ${ip}","stack":"Error: user_id=${user}\\n at x"},"msg":"failed"}`,
  `2026-11-27T19:03:25.024 WARN Login user_id=${user}, ip: ${ip6short}; device-id=${device}`,
  `2026-11-27 19:04:05 INFO <> [audit] (t) src_ip="${ip}" user="x" email=${mail}`,
  `[2026-11-27 19:03:28,123] INFO client ${ip}:51123 and [${ip6}]:9092 (kafka.network)`,
  `{"msg":"request","authorization":"Bearer ${token}","password":"${password}"}`,
  `curl -H 'Authorization: Bearer ${token}' failed, sasl.password=${password}`,
  `{"USER_ID" : "${user}", 'ip' : '${ip}'`,
  `plain ${mail} from ${ip} and ${ip6short}`,
];

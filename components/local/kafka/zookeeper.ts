/** The process of a single ZooKeeper, of the version that comes with Kafka 3.9. */
import { createHash } from "node:crypto";
import { delimiter, dirname } from "node:path";
import type { StackFolder } from "../folder.ts";
import { ensureArtifacts } from "../java/index.ts";
import type { ZooKeeperInputs } from "../resources.ts";
import type { ProcessSpec } from "../supervisor/api.ts";
import { privateFolder, writeWhole } from "../supervisor/files.ts";
import { kafkaSet } from "./broker-process.ts";
import { serverFlags } from "./jvm.ts";
import { logSetup } from "./logging.ts";
import { propertiesText } from "./server-properties.ts";

export const zookeeperProcess = "zookeeper";

/** zookeeper.properties. Pure. @param data absolute path of the data folder */
export function zookeeperProperties(port: number, data: string): Record<string, string> {
  return {
    dataDir: data,
    clientPort: String(port),
    // Only brokers of this machine reach it; it has no other protection, as in Kafka's own defaults.
    clientPortAddress: "127.0.0.1",
    maxClientCnxns: "0",
    tickTime: "2000",
    "admin.enableServer": "false",
    "autopurge.snapRetainCount": "3",
    "autopurge.purgeInterval": "24",
  };
}

/** Writes what ZooKeeper reads and tells its process; starts nothing. */
export async function zookeeperSpec(
  folder: StackFolder,
  { version, port, heapMb }: ZooKeeperInputs,
): Promise<ProcessSpec> {
  const properties = propertiesText(zookeeperProperties(port, folder.path("zookeeper/data")));
  const logging = logSetup(version);
  const files = { "zookeeper/zookeeper.properties": properties, [`zookeeper/${logging.file}`]: logging.text };
  for (const [name, text] of Object.entries(files)) {
    privateFolder(dirname(folder.path(name)));
    writeWhole(folder.path(name), text);
  }
  const { classpath } = await ensureArtifacts(kafkaSet(version));
  return {
    name: zookeeperProcess,
    kind: "zookeeper",
    command: "java",
    args: [
      ...serverFlags(heapMb),
      logging.flag(`{stack}/zookeeper/${logging.file}`),
      "-cp",
      classpath.join(delimiter),
      "org.apache.zookeeper.server.quorum.QuorumPeerMain",
      "{stack}/zookeeper/zookeeper.properties",
    ],
    env: {},
    ports: { client: port },
    portKeys: { client: "local.ports.zookeeper" },
    ready: { kind: "tcp", port },
    stopTimeoutMs: 5_000,
    revision: createHash("sha256").update(Object.values(files).join("\0")).digest("hex").slice(0, 16),
  };
}

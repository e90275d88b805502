/** Prepares a faster start of Kafka and the schema registry: each runs once as a stack runs it, on free ports, in a folder of its own. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { apicurio } from "../registry/apicurio.ts";
import type { StackFolder } from "./folder.ts";
import { type ArtifactSet, ensureArtifacts, ensureSharedArchive, type TrainingProgram } from "./java/index.ts";
import { prepareBroker } from "./kafka/broker-process.ts";
import { adminConnection, answers } from "./kafka/cluster-ready.ts";
import { ensureAdminCertificate, ensureAuthority, fileRef, tlsFile } from "./kafka/tls-files.ts";

/** Once for each set and Java, some 5 s; the archive then lies in the cache. Not made, everything works, only slower. */
export async function ensureClassArchive(set: ArtifactSet, onProgress: (text: string) => void): Promise<void> {
  const program = set.startsWith("kafka-") ? kafka : registry;
  await ensureSharedArchive(set, (folder) => program(temporary(folder), set), onProgress);
}

function temporary(root: string): StackFolder {
  return { stack: "training", root, path: (...parts) => join(root, ...parts) };
}

/** One node with a cluster of its own; 3.9 without ZooKeeper, which loads nearly the same. */
async function kafka(folder: StackFolder, set: ArtifactSet): Promise<TrainingProgram> {
  const [client, replication, controller] = (await freePorts(3)) as [number, number, number];
  const nodes = [{ id: 1, client, replication, controller }];
  const authorityFingerprint = await ensureAuthority(folder, { commonName: "training", validDays: 1, rotation: 1 });
  const spec = await prepareBroker(folder, {
    nodeId: 1,
    nodes,
    version: set.slice("kafka-".length),
    metadata: "kraft",
    clusterId: "AAAAAAAAAAAAAAAAAAAAAQ",
    heapMb: 384,
    authorityFingerprint,
    config: {},
  });
  const admin = adminConnection(nodes, fileRef(tlsFile.authority), await ensureAdminCertificate(folder));
  return {
    args: spec.args.map((arg) => arg.replaceAll("{stack}", () => folder.root)),
    ready: spec.ready,
    exercise: async () => {
      await answers(folder, admin, nodes);
    },
  };
}

async function registry(folder: StackFolder, set: ArtifactSet): Promise<TrainingProgram> {
  const [port] = (await freePorts(1)) as [number];
  const { folder: artifacts } = await ensureArtifacts(set);
  const { args, ready } = apicurio({ port });
  const place = (arg: string): string =>
    arg.replaceAll("{stack}", () => folder.root).replaceAll("{artifacts}", () => artifacts);
  mkdirSync(folder.path("registry"));
  return { args: args.map(place), ready: ready as TrainingProgram["ready"] };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

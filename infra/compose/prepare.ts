/**
 * Before anything runs: the platform's keys, each made once and again when it ends, and what each service reads, in a volume of its own.
 * No service sees another's secrets; only the folder of all keys, which setup.ts has too, holds them together.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { home, type StackFolder, stackFolder } from "../../components/local/folder.ts";
import { secret } from "../../components/local/handlers/secret.ts";
import { ensureSecretFile } from "../../components/local/handlers/secret-files.ts";
import { ensurePassword } from "../../components/local/handlers/user.ts";
import {
  ensureAdminCertificate,
  ensureAuthority,
  ensureNodeCertificate,
  ensureServerCertificate,
  tlsFile,
} from "../../components/local/kafka/tls-files.ts";
import { writeWhole } from "../../components/local/supervisor/files.ts";
import type { Role } from "../../components/workload/layout.ts";
import { brokerFiles, NODE, type ServerKeys, zookeeperFiles } from "./broker-files.ts";
import { HOSTS, STACK, USERS, VOLUMES, type Volume } from "./layout.ts";
import { roleFiles } from "./role-files.ts";
import type { ComposeSettings } from "./settings.ts";
import { elasticUsers, type WatchSecrets, watchFiles, watchPassword } from "./watch-files.ts";

const TOKEN_BYTES = 32;
const PASSWORD_BYTES = 32;
const roles: Role[] = ["ingest", "processor", "generator"];

export interface Places {
  /** The volumes of all services, a folder each. */
  volumes: string;
  /** Port of this machine that the broker's outside listener is published at. */
  outsidePort: number;
}

/** Made again by each `docker compose up`, with the same keys as before. Runs as root: files are given to the users of the services. */
export async function prepare(settings: ComposeSettings, { volumes, outsidePort }: Places): Promise<void> {
  const folder = stackFolder(STACK);
  const { authority, ingestToken } = settings.secrets;
  await ensureAuthority(folder, { commonName: "Tributary compose", ...authority });
  await ensureNodeCertificate(folder, NODE, { names: [HOSTS.kafka, "localhost"], addresses: ["127.0.0.1"] });
  await ensureAdminCertificate(folder);
  const trusted = readFileSync(folder.path(tlsFile.authority), "utf8");
  const keystore = readFileSync(folder.path(tlsFile.keystore(NODE)), "utf8");
  const { kafka, workload } = settings;
  for (const [user, { rotation }] of Object.entries(kafka.access)) ensurePassword(folder, user, rotation ?? 1);
  const tokens = await tokensOf(folder, ingestToken.rotation);

  const keys: ServerKeys = { keystore, truststore: trusted };
  const files: Record<Volume, Record<string, string>> = {
    kafka: brokerFiles("kraft", keys, outsidePort, kafka.config),
    "kafka-zookeeper": brokerFiles("zookeeper", keys, outsidePort, kafka.config),
    zookeeper: zookeeperFiles({ ...keys, keystore: await serverKey(folder, HOSTS.zookeeper) }),
    ...(Object.fromEntries(
      roles.map((role) => {
        const { principal } = workload[role];
        const password = ensurePassword(folder, principal, kafka.access[principal]?.rotation ?? 1);
        return [
          role,
          roleFiles(role, settings, { authority: trusted, password, ...(role === "ingest" ? { tokens } : {}) }),
        ];
      }),
    ) as Record<Role, Record<string, string>>),
    ...watchFiles(await watchSecrets(folder, trusted)),
  };
  for (const [volume, content] of Object.entries(files))
    fill(join(volumes, volume), content, VOLUMES[volume as Volume]);
  giveAll(home(), USERS.own);
}

/** The token in use first, then the former one. */
async function tokensOf(folder: StackFolder, rotation: number): Promise<string[]> {
  const context = { folder, urn: "" };
  const { outputs } = await secret.create(context, { path: "ingest/token", bytes: TOKEN_BYTES, rotation });
  const { active, retiring } = outputs.value;
  return [active, retiring].flatMap((ref) =>
    ref === undefined ? [] : [readFileSync(folder.path(ref.name), "utf8").trim()],
  );
}

async function serverKey(folder: StackFolder, host: string): Promise<string> {
  const { key, certificate } = await serverPair(folder, host);
  return key + certificate;
}

const serverPair = (folder: StackFolder, host: string) =>
  ensureServerCertificate(folder, `secrets/servers/${host}.pem`, host, { names: [host], addresses: [] });

async function watchSecrets(folder: StackFolder, authority: string): Promise<WatchSecrets> {
  const names = [...elasticUsers, "grafana"] as const;
  const passwords = names.map((name) => [name, ensureSecretFile(folder, watchPassword(name), PASSWORD_BYTES)]);
  return {
    authority,
    server: await serverPair(folder, HOSTS.elasticsearch),
    passwords: Object.fromEntries(passwords) as WatchSecrets["passwords"],
  };
}

/** Writes a service's files for its user alone. */
function fill(folder: string, files: Record<string, string>, user: number): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
  giveAll(folder, user);
}

function giveAll(path: string, user: number): void {
  const folder = lstatSync(path).isDirectory();
  chownSync(path, user, user);
  chmodSync(path, folder ? 0o700 : 0o600);
  if (folder) for (const name of readdirSync(path)) giveAll(join(path, name), user);
}

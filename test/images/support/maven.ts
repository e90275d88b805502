/** A Maven repository on loopback with the files of some locks, so that an image's own way to fetch them is what is tested. */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { basename, join } from "node:path";
import { cacheFolder } from "../../../components/local/folder.ts";
import { type ArtifactSet, readLock } from "../../../components/local/java/lock-file.ts";
import { download } from "../../../components/local/java/maven.ts";

/** @returns the server; it is closed by who called */
export async function serveMaven(port: number, sets: ArtifactSet[]): Promise<Server> {
  const folders: string[] = [];
  for (const set of sets) folders.push(await filesOf(set));
  const server = createServer((request, response) => {
    const name = basename(decodeURIComponent(request.url ?? ""));
    const file = folders.map((folder) => join(folder, name)).find(existsSync);
    if (file === undefined) response.writeHead(404).end();
    else createReadStream(file).pipe(response.writeHead(200));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

/** As Maven fetches them, kept between runs; what is wrong with one, the image's build finds. */
async function filesOf(set: ArtifactSet): Promise<string> {
  const { lock, hash } = readLock(set);
  const folder = cacheFolder("images", `${set}-${hash.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder("images"), { recursive: true });
  const work = mkdtempSync(cacheFolder("images", `.${set}-`));
  try {
    await download(set, lock.artifacts, work, () => undefined);
    renameSync(join(work, "files"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

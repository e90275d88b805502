/** Builds an image, and takes out the list of what the application's is made of. */
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { home, projectRoot } from "../../components/local/folder.ts";
import { type Docker, docker } from "./docker.ts";
import { type ImageName, type ImageSpec, images, referenceOf } from "./images.ts";

export interface BuildOptions {
  /** Images to build upon, in the place of those in the Dockerfiles. */
  nodeBase?: string | undefined;
  base?: string | undefined;
  javaBase?: string | undefined;
  /** Where the files of a lock come from. Default: Maven Central. */
  mavenRepository?: string | undefined;
  /** Network of the steps that fetch. Default: Docker's own; `host` where that reaches nothing. */
  network?: string | undefined;
}

/** PEM of authorities beside those that Node knows, as npm and Node themselves are told of them. */
const authorities = () => process.env["NODE_EXTRA_CA_CERTS"];

/** @returns its reference @throws Error with the last lines of what failed */
export async function buildImage(engine: Docker, name: ImageName, options: BuildOptions = {}): Promise<string> {
  const { dockerfile, target, set }: ImageSpec = images[name];
  const values = {
    NODE_BASE: options.nodeBase,
    BASE: set === undefined ? options.base : options.javaBase,
    SET: set,
    MAVEN_REPOSITORY: set === undefined ? undefined : options.mavenRepository,
  };
  const secrets = { npmrc: process.env["NPM_CONFIG_USERCONFIG"] ?? join(homedir(), ".npmrc"), ca: authorities() };
  const reference = referenceOf(name);
  await docker(engine, [
    "build",
    ...["--file", join(projectRoot, dockerfile), "--tag", reference],
    ...(target === undefined ? [] : ["--target", target]),
    ...(options.network === undefined ? [] : ["--network", options.network]),
    ...given(values).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
    ...given(secrets).flatMap(([id, file]) => (existsSync(file) ? ["--secret", `id=${id},src=${file}`] : [])),
    projectRoot,
  ]);
  return reference;
}

/** What the application's image is made of, as CycloneDX: the file that stands in the image, beside it. @returns its path */
export async function exportBill(engine: Docker, reference: string): Promise<string> {
  const file = join(home(), "images", "app.cdx.json");
  mkdirSync(dirname(file), { recursive: true });
  const container = await docker(engine, ["create", reference]);
  try {
    await docker(engine, ["cp", `${container}:/srv/sbom.cdx.json`, file]);
  } finally {
    await docker(engine, ["rm", container]);
  }
  return file;
}

/**
 * A digest is made of what a registry keeps, so that it is known only when it is there.
 * @param repository without a tag @returns REPOSITORY@sha256:...
 */
export async function push(engine: Docker, reference: string, repository: string): Promise<string> {
  const there = `${repository}:${await tagOf(engine, reference)}`;
  await docker(engine, ["tag", reference, there]);
  await docker(engine, ["push", "--quiet", there]);
  const digests = JSON.parse(await docker(engine, ["inspect", "--format", "{{json .RepoDigests}}", there])) as string[];
  return digests.find((digest) => digest.startsWith(`${repository}@`))!;
}

/** 0.1.0-0123456789ab: a registry whose tags never change takes the next image of the same version, too. */
export async function tagOf(engine: Docker, reference: string): Promise<string> {
  const id = (await docker(engine, ["inspect", "--format", "{{.Id}}", reference])).trim();
  return `${reference.split(":").at(-1)}-${id.replace("sha256:", "").slice(0, 12)}`;
}

const given = (values: Record<string, string | undefined>): [string, string][] =>
  Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);

/** The images of this project: how each is built, as compose.yaml has it, too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";
import type { ArtifactSet } from "../../components/local/java/lock-file.ts";
import { apicurioArtifacts } from "../../components/registry/apicurio.ts";
import { localKafka } from "../versions.ts";

export interface ImageSpec {
  /** Below the project's root. */
  dockerfile: string;
  target?: string;
  /** What its files are, for those that run on Java. */
  set?: ArtifactSet;
}

const java = (target: string, set: ArtifactSet): ImageSpec => ({
  dockerfile: "infra/images/java/Dockerfile",
  target,
  set,
});

export const images = {
  app: { dockerfile: "app/Dockerfile" },
  setup: { dockerfile: "infra/compose/Dockerfile" },
  kafka: java("kafka", `kafka-${localKafka.kraft.version}`),
  "kafka-zookeeper": java("kafka-zookeeper", `kafka-${localKafka.zookeeper.version}`),
  registry: java("registry", apicurioArtifacts),
} as const satisfies Record<string, ImageSpec>;
export type ImageName = keyof typeof images;
export const imageNames = Object.keys(images) as ImageName[];

const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };

/** REPOSITORY:TAG; the host is one that nobody pulls from by accident. */
export const referenceOf = (name: ImageName): string => `localhost/tributary/${name}:${version}`;

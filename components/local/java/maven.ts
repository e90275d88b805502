/** Downloads files by their coordinates with one call of Maven, which knows the user's mirrors, proxies and credentials. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TributaryError } from "../../errors.ts";
import { fileName, type LockedArtifact } from "./lock-file.ts";
import { diagnose } from "./maven-errors.ts";
import { mavenProgram } from "./maven-program.ts";

/** Its goal `copy` fetches the named files and nothing that they depend on. */
const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/** Milliseconds between two lines that tell how far a download is. */
const progressMs = 3_000;

/**
 * Copies the artifacts into `folder`, whose pom.xml is written too.
 * @throws TRB_MAVEN_MISSING, TRB_NETWORK, TRB_DISK_FULL, TRB_RUN_FAILED
 */
export async function download(
  set: string,
  artifacts: LockedArtifact[],
  folder: string,
  onProgress: (text: string) => void,
): Promise<void> {
  const maven = await mavenProgram(folder);
  if (!maven) {
    throw new TributaryError(
      "TRB_MAVEN_MISSING",
      `${set} has to be downloaded and there is neither Maven nor a Docker engine that answers: install Maven 3.8 or newer (the command mvn) or start Docker${set.startsWith("kafka-") ? ", or set KAFKA_HOME to an unpacked Kafka of that version" : ""}.`,
    );
  }
  writeFileSync(join(folder, "pom.xml"), pomOf(artifacts));
  const args = ["-B", "-U", "-Dstyle.color=never", "-f", join(maven.folder, "pom.xml"), `${dependencyPlugin}:copy`];
  const errors: string[] = [];
  const megabytes = Math.ceil(artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0) / 1e6);
  const known = new Set(artifacts.map(fileName));
  let fetched = 0;
  onProgress(`${set}: downloading ${artifacts.length} files, ${megabytes} MB${maven.note}`);
  const child = spawn(maven.command, [...maven.args, ...args], {
    cwd: folder,
    env: maven.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const started = Date.now();
  const patience = setInterval(
    () =>
      onProgress(
        `${set}: ${fetched} of ${artifacts.length} files after ${Math.round((Date.now() - started) / 1000)} s`,
      ),
    progressMs,
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (/^\[?(ERROR|FATAL)|Exception|^docker:|^Error response/.test(line)) errors.push(line);
      const name = /^(?:\[INFO\] )?Downloaded from .*\/([^/ ]+) \(/.exec(line)?.[1];
      if (name && known.delete(name)) fetched += 1;
    });
  }
  try {
    const code = await ended;
    if (code !== 0) throw diagnose(set, errors.join("\n"), code);
  } finally {
    clearInterval(patience);
  }
}

function pomOf(artifacts: LockedArtifact[]): string {
  const items = artifacts.map((artifact) => {
    const classifier = artifact.classifier ? `<classifier>${artifact.classifier}</classifier>` : "";
    return `<artifactItem><groupId>${artifact.groupId}</groupId><artifactId>${artifact.artifactId}</artifactId><version>${artifact.version}</version>${classifier}<type>${artifact.type}</type></artifactItem>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tributary</groupId><artifactId>download</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><configuration>
<outputDirectory>\${project.basedir}/files</outputDirectory>
<artifactItems>
${items.join("\n")}
</artifactItems></configuration></plugin></plugins></build></project>
`;
}

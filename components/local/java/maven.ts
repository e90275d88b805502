/** Downloads files by their coordinates with one call of Maven, which brings the user's mirrors, proxies and credentials. */
import { spawn } from "node:child_process";
import { accessSync, constants, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { TributaryError } from "../../errors.ts";
import { findJava, javaHome } from "./find.ts";
import { fileName, type LockedArtifact } from "./lock-file.ts";

/** Its goal `copy` fetches the named files and nothing that they depend on. */
const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/** Maven 3.8 and 3.9 run on Java 8, so any that is found will do. */
const mavenJava = 8;

/** The path of `mvn`: MAVEN_HOME, then PATH. */
export function findMaven(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  for (const home of [env["MAVEN_HOME"], env["M2_HOME"]]) if (home) folders.unshift(join(home, "bin"));
  return folders
    .map((folder) => join(folder, "mvn"))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

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
  const maven = findMaven();
  if (!maven) {
    throw new TributaryError(
      "TRB_MAVEN_MISSING",
      `${set} has to be downloaded and there is no Maven: install Maven 3.8 or newer (the command mvn), or set KAFKA_HOME to an unpacked Kafka of that version.`,
    );
  }
  const pom = join(folder, "pom.xml");
  writeFileSync(pom, pomOf(artifacts, folder));
  const java = await findJava(mavenJava);
  const env = { ...process.env, JAVA_HOME: javaHome(java) };
  const args = ["-B", "-U", "-Dstyle.color=never", "-f", pom, `${dependencyPlugin}:copy`];
  const errors: string[] = [];
  const megabytes = Math.ceil(artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0) / 1e6);
  const known = new Set(artifacts.map(fileName));
  let fetched = 0;
  onProgress(`${set}: downloading ${artifacts.length} files, ${megabytes} MB`);
  const child = spawn(maven, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
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
    10_000,
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (/^\[?(ERROR|FATAL)|Exception/.test(line)) errors.push(line);
      const name = /^(?:\[INFO\] )?Downloaded from .*\/([^/ ]+) \(/.exec(line)?.[1];
      if (name && known.delete(name)) {
        fetched += 1;
        onProgress(`${set}: ${name} (${fetched} of ${artifacts.length})`);
      }
    });
  }
  try {
    const code = await ended;
    if (code !== 0) throw diagnose(set, errors.join("\n"), code);
  } finally {
    clearInterval(patience);
  }
}

function pomOf(artifacts: LockedArtifact[], folder: string): string {
  const items = artifacts.map((artifact) => {
    const classifier = artifact.classifier ? `<classifier>${artifact.classifier}</classifier>` : "";
    return `<artifactItem><groupId>${artifact.groupId}</groupId><artifactId>${artifact.artifactId}</artifactId><version>${artifact.version}</version>${classifier}<type>${artifact.type}</type></artifactItem>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tributary</groupId><artifactId>download</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><configuration>
<outputDirectory>${escapeXml(join(folder, "files"))}</outputDirectory>
<artifactItems>
${items.join("\n")}
</artifactItems></configuration></plugin></plugins></build></project>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const networkSigns =
  /Unknown host|UnknownHostException|Name or service not known|Temporary failure in name resolution|Connection refused|Network is unreachable|No route to host|connect timed out|Connect timed out|Read timed out|Connection reset|PKIX path|SSLHandshake|status code: (4|5)\d\d|Could not transfer artifact|offline mode/;

/** Maven's own words as one sentence. The first line with a file's name says most. */
export function diagnose(set: string, output: string, code: number | null): TributaryError {
  const cause = new Error(output.slice(0, 4000));
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new TributaryError(
      "TRB_DISK_FULL",
      `The disk is full, so ${set} could not be downloaded: free some space and start again.`,
      { cause },
    );
  }
  const sign = networkSigns.exec(output)?.[0];
  if (sign) {
    return new TributaryError(
      "TRB_NETWORK",
      `Maven reaches no repository to download ${set} from (${sign}): check the network, or the mirror and proxy in Maven's settings.xml, and start again.`,
      { cause },
    );
  }
  const missing = /Could not find artifact (\S+)/.exec(output)?.[1];
  if (missing) {
    return new TributaryError(
      "TRB_NETWORK",
      `Maven's repository does not have ${missing}, which ${set} needs: let the mirror in Maven's settings.xml serve it, and start again.`,
      { cause },
    );
  }
  const first = output
    .split("\n")[0]
    ?.replace(/^\[?ERROR\]?\s*/, "")
    .slice(0, 300);
  return new TributaryError(
    "TRB_RUN_FAILED",
    `Maven could not download ${set} (exit code ${code}): ${first || "it said nothing"}.`,
    { cause },
  );
}

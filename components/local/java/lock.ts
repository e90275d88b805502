/**
 * Makes a lock anew with Maven; run by hand after a version was raised in `closures`:
 *   node components/local/java/lock.ts kafka-4.4.0
 * Read the difference before it is committed: from then on these very files are what runs.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArtifactSet, artifactSets, fileName, type Lock, type LockedArtifact } from "./lock-file.ts";
import { findMaven } from "./maven-program.ts";
import { sha512 } from "./stamp.ts";

interface Closure {
  /** group:artifact:version[:type[:classifier]] */
  roots: string[];
  /** Whether what they depend on at run time belongs to the set; an archive brings its own. */
  transitive: boolean;
  /** group:artifact of what they depend on and can do without. Default: nothing. */
  without?: string[];
}

/** What brokers tell Prometheus by; the newest that Maven Central has with its server's half. */
const reporter = "io.strimzi:metrics-reporter:0.2.0";

const closures: Record<ArtifactSet, Closure> = {
  // The binding makes Kafka's slf4j log to log4j 2, which kafka_2.13 brings.
  "kafka-4.4.0": {
    roots: ["org.apache.kafka:kafka_2.13:4.4.0", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5", reporter],
    transitive: true,
  },
  "kafka-4.1.2": {
    roots: ["org.apache.kafka:kafka_2.13:4.1.2", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5", reporter],
    transitive: true,
  },
  // Brings ZooKeeper 3.8; its logging goes to reload4j, as in Kafka's own distribution.
  "kafka-3.9.2": {
    roots: ["org.apache.kafka:kafka_2.13:3.9.2", "org.slf4j:slf4j-reload4j:1.7.36", reporter],
    transitive: true,
  },
  "registry-2.6.13": { roots: ["io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all"], transitive: false },
  // Kafka's own measuring programs and Streams, the newest that Maven Central has of both; for test/bench/java.
  "bench-4.3.1": {
    roots: [
      "org.apache.kafka:kafka-tools:4.3.1",
      "org.apache.kafka:kafka-streams:4.3.1",
      "com.fasterxml.jackson.core:jackson-databind:2.21.7",
      "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5",
    ],
    transitive: true,
  },
  // What brokers of others tell Prometheus by, such as MSK's; tests hold the names of signals against it.
  "jmx-exporter-1.0.1": { roots: ["io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1"], transitive: false },
  // For test/components/logging: the newest whose module of ingest processors is published, too.
  "opensearch-3.8.0": {
    roots: [
      "org.opensearch:opensearch:3.8.0",
      "org.opensearch.plugin:ingest-common:3.8.0",
      "org.opensearch.plugin:lang-painless:3.8.0",
      "org.opensearch.plugin:lang-mustache-client:3.8.0",
      "org.opensearch.plugin:transport-netty4-client:3.8.0",
      "org.apache.logging.log4j:log4j-core:2.25.4",
    ],
    transitive: true,
  },
  // For test/components/logging: what reads templates, life cycles and roles. Its ingest processors and data streams are not published.
  "elasticsearch-9.5.3": {
    roots: ["org.elasticsearch:elasticsearch:9.5.3", "org.elasticsearch.plugin:x-pack-core:9.5.3"],
    transitive: true,
    // Named by x-pack-core, and not published.
    without: ["org.elasticsearch.plugin:x-pack-template-resources"],
  },
};

const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

function parse(root: string): Omit<LockedArtifact, "bytes" | "sha512"> {
  const [groupId, artifactId, version, type = "jar", classifier] = root.split(":");
  if (!groupId || !artifactId || !version) throw new Error(`not group:artifact:version: ${root}`);
  return { groupId, artifactId, version, ...(classifier ? { classifier } : {}), type };
}

/** All files of a set, by Maven's own resolution: "groupId:artifactId:type[:classifier]:version:scope:path" a line. */
function resolve(
  closure: Closure,
  folder: string,
): { artifact: Omit<LockedArtifact, "bytes" | "sha512">; path: string }[] {
  const dependencies = closure.roots.map(parse).map((root) => {
    const classifier = root.classifier ? `<classifier>${root.classifier}</classifier>` : "";
    const without = closure.transitive ? (closure.without ?? []) : ["*:*"];
    const exclusions = without.map((name) => {
      const [groupId, artifactId] = name.split(":");
      return `<exclusion><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId></exclusion>`;
    });
    return `<dependency><groupId>${root.groupId}</groupId><artifactId>${root.artifactId}</artifactId><version>${root.version}</version><type>${root.type}</type>${classifier}<exclusions>${exclusions.join("")}</exclusions></dependency>`;
  });
  const pom = join(folder, "pom.xml");
  const list = join(folder, "list.txt");
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>tributary</groupId><artifactId>lock</artifactId><version>1</version><packaging>pom</packaging><dependencies>${dependencies.join("")}</dependencies></project>`,
  );
  const maven = findMaven();
  if (!maven) throw new Error("mvn is not on PATH");
  execFileSync(
    maven,
    [
      "-B",
      "-q",
      "-f",
      pom,
      `${plugin}:list`,
      "-DincludeScope=runtime",
      "-DoutputAbsoluteArtifactFilename=true",
      `-DoutputFile=${list}`,
    ],
    { stdio: "inherit" },
  );
  return readFileSync(list, "utf8")
    .split("\n")
    .flatMap((line) => {
      // Java's module name follows the path, after " -- module".
      const parts = line.trim().split(" -- ")[0]!.split(":");
      if (parts.length < 6 || parts.length > 7) return [];
      const [groupId, artifactId, type] = parts as [string, string, string];
      const classifier = parts.length === 7 ? parts[3] : undefined;
      const version = parts.at(-3)!;
      return [
        {
          artifact: { groupId, artifactId, version, ...(classifier ? { classifier } : {}), type },
          path: parts.at(-1)!.trim(),
        },
      ];
    });
}

async function makeLock(set: ArtifactSet): Promise<void> {
  const closure = closures[set];
  const folder = mkdtempSync(join(tmpdir(), "tributary-lock-"));
  try {
    const artifacts: LockedArtifact[] = [];
    for (const { artifact, path } of resolve(closure, folder)) {
      artifacts.push({ ...artifact, bytes: statSync(path).size, sha512: await sha512(path) });
    }
    artifacts.sort((a, b) => (fileName(a) < fileName(b) ? -1 : 1));
    const names = new Set(artifacts.map(fileName));
    if (artifacts.length === 0 || names.size !== artifacts.length)
      throw new Error(`${set}: no files, or two with one name`);
    const lock: Lock = { set, roots: closure.roots, artifacts };
    writeFileSync(join(import.meta.dirname, "locks", `${set}.json`), `${JSON.stringify(lock, null, 2)}\n`);
    process.stdout.write(`${set}: ${artifacts.length} files\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asked = process.argv.slice(2);
for (const set of artifactSets) if (asked.length === 0 || asked.includes(set)) await makeLock(set);

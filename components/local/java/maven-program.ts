/** How Maven is run: the machine's own, or else the one of its official image when a Docker engine answers. */
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { findJava, javaHome } from "./find.ts";

/** Docker Official Image of Maven; how it runs as another user than root is in "Running as non-root" of its README (carlossg/docker-maven). */
const image = "maven:3.9.11-eclipse-temurin-17";

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

export interface MavenProgram {
  command: string;
  /** Come before Maven's own. */
  args: string[];
  env: Record<string, string | undefined>;
  /** The folder, as the program sees it. */
  folder: string;
  /** For a line of progress; empty for the machine's own. */
  note: string;
}

/** Maven for work in one folder; undefined when there is neither Maven nor Docker. */
export async function mavenProgram(folder: string): Promise<MavenProgram | undefined> {
  const installed = findMaven();
  if (installed) {
    const env = { ...process.env, JAVA_HOME: javaHome(await findJava(mavenJava)) };
    return { command: installed, args: [], env, folder, note: "" };
  }
  if (!(await dockerAnswers())) return undefined;
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  // Its home, with its local repository, lies in the folder as well and goes with it.
  const settings = [
    "--user",
    user,
    "--env",
    "MAVEN_CONFIG=/download/home/.m2",
    "--volume",
    `${folder}:/download`,
    "--workdir",
    "/download",
  ];
  // The user's mirrors and proxies count there too.
  const own = join(homedir(), ".m2", "settings.xml");
  const [mount, flag] = existsSync(own)
    ? [
        ["--volume", `${own}:/settings.xml:ro`],
        ["-s", "/settings.xml"],
      ]
    : [[], []];
  return {
    command: "docker",
    args: ["run", "--rm", "--init", ...settings, ...mount, image, "mvn", "-Duser.home=/download/home", ...flag],
    env: process.env,
    folder: "/download",
    note: ` with Maven in Docker (${image})`,
  };
}

async function dockerAnswers(): Promise<boolean> {
  try {
    await promisify(execFile)("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

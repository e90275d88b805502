/** What a machine must have for images to be built and run where no registry can be reached. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { findOnPath } from "../../../infra/find-on-path.ts";

/** Why containers cannot be run here, as a sentence; false: they can. */
export function noContainers(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "dockerd and debootstrap take root on Linux";
  const missing = ["dockerd", "docker", "debootstrap", "mvn", "java", "npm"].filter((tool) => !findOnPath(tool));
  if (!composeProgram()) missing.push("docker-compose");
  if (missing.length > 0)
    return `there is no ${missing.join(", ")} on PATH (Debian: docker.io, docker-compose, debootstrap, maven, default-jdk-headless)`;
  return debianMirror() === undefined ? "no address of Debian's packages is in /etc/apt" : false;
}

/** Compose as a program of its own, or as docker's plugin; undefined: neither. */
export function composeProgram(): string[] | undefined {
  const folders = [
    "/usr/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/local/lib/docker/cli-plugins",
  ];
  const plugin = folders.map((folder) => `${folder}/docker-compose`).find(existsSync) ?? findOnPath("docker-compose");
  return plugin === undefined ? undefined : [plugin];
}

export const codename = (): string =>
  /^VERSION_CODENAME=(\S+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";

/** Where this machine gets Debian's packages from. */
export function debianMirror(): string | undefined {
  const folder = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : []),
  ];
  const texts = files.filter(existsSync).map((file) => readFileSync(file, "utf8"));
  for (const text of texts) {
    for (const stanza of text.split(/\n\s*\n/)) {
      const uri = /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
      if (uri && new RegExp(`^Suites:.*\\b${codename()}(\\s|$)`, "m").test(stanza)) return uri;
    }
    const line = new RegExp(`^deb (?:\\[[^\\]]*\\] )?(\\S+) ${codename()} main`, "m").exec(text)?.[1];
    if (line) return line;
  }
  return undefined;
}

/**
 * Images to build upon, made of this machine's own packages: Debian with this Node and npm, Debian with this Java, and the C libraries
 * alone. Our images of Node stand on the last one, so that what needs a shell or any other tool does not run.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../../components/local/folder.ts";
import { findJava, javaHome } from "../../../components/local/java/find.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";
import type { Engine } from "./engine.ts";
import { codename, debianMirror } from "./needs.ts";

const run = promisify(execFile);

const DEBIAN = "localhost/tributary-test/debian";
export const bases = {
  base: "localhost/tributary-test/libraries",
  nodeBase: "localhost/tributary-test/node",
  javaBase: "localhost/tributary-test/java",
} as const;

export async function buildBases(engine: Engine): Promise<void> {
  const archives = await debian();
  await engine.run("import", archives.whole, DEBIAN);
  await engine.run("import", archives.libraries, bases.base);
  const npm = dirname(dirname(realpathSync(findOnPath("npm")!)));
  await layer(engine, bases.nodeBase, { node: process.execPath, npm }, [
    "COPY node /usr/local/bin/node",
    "COPY npm /usr/local/lib/node_modules/npm",
    "RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm",
  ]);
  await layer(engine, bases.javaBase, { java: javaHome(await findJava(17)) }, [
    "COPY java /opt/java",
    "ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  ]);
}

/** What a container of Debian never reads; the list of packages' addresses would name this machine's mirror. */
const needless = [
  "var/cache/apt",
  "var/lib/apt/lists",
  "var/log",
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "etc/apt",
];
const libraries = [
  "./lib",
  "./lib64",
  "./usr/lib/x86_64-linux-gnu",
  "./usr/lib/aarch64-linux-gnu",
  "./usr/lib64",
  "./etc/passwd",
  "./etc/ld.so.conf",
  "./etc/ld.so.conf.d",
  "./etc/ld.so.cache",
  // What bills of materials are made of.
  "./usr/lib/os-release",
  "./var/lib/dpkg/status",
];
const notLibraries = ["perl-base", "gconv", "security", "systemd", "audit"];

/** Archives of Debian's root folder, kept between runs: half a minute the first time. */
async function debian(): Promise<{ whole: string; libraries: string }> {
  const folder = cacheFolder("images", `debian-${codename()}-2`);
  const archives = (where: string) => ({ whole: join(where, "whole.tar"), libraries: join(where, "libraries.tar") });
  if (existsSync(folder)) return archives(folder);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(cacheFolder("images", ".debian-"));
  try {
    const [root, made] = [join(work, "root"), join(work, "made")];
    mkdirSync(made);
    await run("debootstrap", ["--variant=minbase", codename(), root, debianMirror()!], { maxBuffer: 1 << 26 });
    for (const name of needless) rmSync(join(root, name), { recursive: true, force: true });
    const tar = (file: string, ...args: string[]) =>
      run("tar", ["--create", "--file", file, "--numeric-owner", "-C", root, ...args]);
    await tar(archives(made).whole, "--exclude=./dev/*", ".");
    const there = libraries.filter((name) => existsSync(join(root, name)));
    await tar(archives(made).libraries, ...notLibraries.map((name) => `--exclude=*-linux-gnu/${name}`), ...there);
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return archives(folder);
}

/** Debian with files of this machine. @param files by the name that the lines call them by */
async function layer(engine: Engine, reference: string, files: Record<string, string>, lines: string[]): Promise<void> {
  const context = mkdtempSync(join(engine.folder, "base-"));
  // Debian's Java is full of links to /etc, which mean nothing elsewhere.
  for (const [name, from] of Object.entries(files))
    cpSync(from, join(context, name), {
      recursive: true,
      dereference: true,
      filter: (path) => existsSync(path) && !/\/(jmods|legal|man)$/.test(path),
    });
  writeFileSync(join(context, "Dockerfile"), [`FROM ${DEBIAN}`, ...lines].join("\n"));
  await engine.run("build", "--network", "none", "--tag", reference, context);
  rmSync(context, { recursive: true });
}

/**
 * Adds to npm's bill of materials what else is in an image: Node, and the packages of its base. Within the build of app/Dockerfile, so it
 * imports nothing of the project's: `node bill.ts FILE BASE`, FILE being the bill (CycloneDX, changed in place), BASE the base's root folder.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Bill {
  components: Record<string, unknown>[];
  compositions?: { aggregate: string }[];
}

/** A package of dpkg's. */
export interface Package {
  name: string;
  version: string;
  architecture: string;
  /** What it was built of, by whose name Debian tells of vulnerabilities. */
  source: string;
  sourceVersion: string;
}

/** Of /etc/os-release. */
export interface System {
  /** debian */
  id: string;
  /** 12; before its release, the codename */
  version: string;
}

/** @returns what is in an image that stands on this base @param node version of Node: 24.21.0 */
export function completed(bill: Bill, node: string, base: string): Bill {
  const packages = dpkgPackages(base);
  const system = systemOf(base);
  const components = [...bill.components, nodeComponent(node)];
  // The base's packages are asked for by the system's release: without either nobody can tell what is known of them.
  if (packages.length === 0 || system === undefined)
    return { ...bill, components, compositions: [{ aggregate: "incomplete" }] };
  return { ...bill, components: [...components, systemComponent(system), ...packages.map(packageComponent(system))] };
}

/** Whether it says what the image's base is made of. */
export const namesBase = ({ compositions = [] }: Bill): boolean =>
  !compositions.some(({ aggregate }) => aggregate === "incomplete");

/** Scanners know Node by its name in NVD's dictionary (nodejs:node.js). */
const nodeComponent = (version: string) => ({
  type: "application",
  "bom-ref": `pkg:generic/node@${version}`,
  name: "node",
  version,
  cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  purl: `pkg:generic/node@${version}`,
});

const systemComponent = ({ id, version }: System) => ({
  type: "operating-system",
  "bom-ref": `os:${id}@${version}`,
  name: id,
  version,
});

/** Type deb of the package URL specification; `upstream` is what scanners read the source package of. */
const packageComponent =
  ({ id, version: release }: System) =>
  ({ name, version, architecture, source, sourceVersion }: Package) => {
    const upstream = source === name && sourceVersion === version ? [] : [["upstream", `${source}@${sourceVersion}`]];
    const qualifiers = [["arch", architecture], ["distro", `${id}-${release}`], ...upstream];
    const query = qualifiers.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join("&");
    const purl = `pkg:deb/${id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${query}`;
    return { type: "library", "bom-ref": purl, name, version, purl };
  };

/** Debian's list, or a file a package, as images without a package manager have it. */
export function dpkgPackages(base: string): Package[] {
  const [list, folder] = [join(base, "var/lib/dpkg/status"), join(base, "var/lib/dpkg/status.d")];
  const texts = [
    ...(existsSync(list) ? [list] : []),
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ].map((file) => readFileSync(file, "utf8"));
  return texts.flatMap((text) => text.split(/\n\n+/)).flatMap((paragraph) => packageOf(paragraph) ?? []);
}

/** deb-control(5); Source is "name" or "name (version)". @returns undefined: not a package, or removed */
function packageOf(paragraph: string): Package | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.+)$`, "m").exec(paragraph)?.[1]?.trim();
  const [name, version, architecture] = ["Package", "Version", "Architecture"].map(field);
  if (name === undefined || version === undefined || architecture === undefined) return undefined;
  if (!(field("Status") ?? "ok installed").endsWith(" installed")) return undefined;
  const [, source = name, sourceVersion = version] = /^(\S+)(?: \((.+)\))?$/.exec(field("Source") ?? "") ?? [];
  return { name, version, architecture, source, sourceVersion };
}

/** os-release(5). */
export function systemOf(base: string): System | undefined {
  // The first is a link to the second, within the base.
  const file = ["usr/lib/os-release", "etc/os-release"]
    .map((name) => join(base, name))
    .find((name) => existsSync(name));
  if (file === undefined) return undefined;
  const text = readFileSync(file, "utf8");
  const field = (name: string): string | undefined => new RegExp(`^${name}="?([^"\n]+)"?$`, "m").exec(text)?.[1];
  const [id, version] = [field("ID"), field("VERSION_ID") ?? field("VERSION_CODENAME")];
  return id === undefined || version === undefined ? undefined : { id, version };
}

if (import.meta.main) {
  const [file, base] = process.argv.slice(2);
  const bill = completed(JSON.parse(readFileSync(file!, "utf8")), process.versions.node, base!);
  writeFileSync(file!, `${JSON.stringify(bill, undefined, 2)}\n`);
}

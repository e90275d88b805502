/** What an image's base says of itself, as Debian and images without a package manager have it. Of real images: test/images. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { completed, dpkgPackages, namesBase, systemOf } from "../../../infra/images/bill.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "tributary-bill-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(name: string, ...lines: string[]): void {
  const file = join(base, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join("\n")}\n`);
}
const libc = [
  "Package: libc6",
  "Status: install ok installed",
  "Architecture: amd64",
  "Source: glibc",
  "Version: 2.36-9+deb12u14",
  "Description: GNU C Library",
  " Version: of the description, which is none of the package's",
];
const libstdc = ["Package: libstdc++6", "Architecture: amd64", "Source: gcc-12 (12.2.0-14)", "Version: 1:12.2.0-14+b1"];
const gone = ["Package: gone", "Status: deinstall ok config-files", "Architecture: all", "Version: 1"];
const never = ["Package: never", "Status: purge ok not-installed", "Architecture: all", "Version: 1"];
const npm = { bomFormat: "CycloneDX", components: [{ name: "kafkajs" }] };

test("Debian: every package that is installed, with its source, and the release", () => {
  put("var/lib/dpkg/status", ...libc, "", ...gone, "", ...libstdc, "", ...never);
  put("usr/lib/os-release", 'PRETTY_NAME="Debian"', 'VERSION_ID="12"', "ID=debian");
  mkdirSync(join(base, "etc"));
  symlinkSync("/usr/lib/os-release", join(base, "etc/os-release"));
  const bill = completed(npm, "24.21.0", base);
  assert.ok(namesBase(bill));
  assert.deepEqual(
    bill.components.map(({ type, name, version, purl, cpe }) => [type, name, version, purl ?? cpe]),
    [
      [undefined, "kafkajs", undefined, undefined],
      ["application", "node", "24.21.0", "pkg:generic/node@24.21.0"],
      ["operating-system", "debian", "12", undefined],
      [
        "library",
        "libc6",
        "2.36-9+deb12u14",
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64&distro=debian-12&upstream=glibc%402.36-9%2Bdeb12u14",
      ],
      [
        "library",
        "libstdc++6",
        "1:12.2.0-14+b1",
        "pkg:deb/debian/libstdc%2B%2B6@1%3A12.2.0-14%2Bb1?arch=amd64&distro=debian-12&upstream=gcc-12%4012.2.0-14",
      ],
    ],
  );
  assert.equal(new Set(bill.components.map((component) => component["bom-ref"])).size, bill.components.length);
  assert.equal(npm.components.length, 1);
});

test("images without a package manager have a file a package; a release that is not out has a codename alone", () => {
  put("var/lib/dpkg/status.d/libc6", ...libc);
  put("var/lib/dpkg/status.d/libstdc++6", ...libstdc);
  put("var/lib/dpkg/status.d/libc6.md5sums", "0123456789abcdef  usr/lib/libc.so.6");
  put("etc/os-release", "ID=debian", "VERSION_CODENAME=forky");
  assert.deepEqual(
    dpkgPackages(base).map(({ name, source, sourceVersion }) => [name, source, sourceVersion]),
    [
      ["libc6", "glibc", "2.36-9+deb12u14"],
      ["libstdc++6", "gcc-12", "12.2.0-14"],
    ],
  );
  assert.deepEqual(systemOf(base), { id: "debian", version: "forky" });
});

test("a base that does not say what it is made of leaves a bill that says so", () => {
  assert.deepEqual(completed(npm, "24.21.0", base).compositions, [{ aggregate: "incomplete" }]);
  put("etc/os-release", "ID=rhel", "VERSION_ID=9.6");
  const bill = completed(npm, "24.21.0", base);
  assert.ok(!namesBase(bill));
  assert.deepEqual(
    bill.components.map(({ name }) => name),
    ["kafkajs", "node"],
  );
});

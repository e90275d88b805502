/** A Secret as the kubelet mounts it: every file is a link into ..data, which is a link that is swapped when the Secret changes. */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DATA = "..data";

export class MountedSecret {
  readonly #folder: string;
  #written = 0;
  #current: string | undefined;

  /** @param folder where it is mounted */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * The Secret has these keys now. In the kubelet's order (pkg/volume/util/atomic_writer.go): a new folder with every file, the link
   * swapped by a rename, links for new keys, those of keys that are gone away, and then the former folder.
   */
  show(values: Record<string, string>): void {
    this.#written += 1;
    const next = `..2026_01_01_00_00_00.${this.#written}`;
    mkdirSync(join(this.#folder, next));
    for (const [key, value] of Object.entries(values)) writeFileSync(join(this.#folder, next, key), value);
    symlinkSync(next, join(this.#folder, `${DATA}_tmp`));
    renameSync(join(this.#folder, `${DATA}_tmp`), join(this.#folder, DATA));
    const links = readdirSync(this.#folder).filter((name) => !name.startsWith(".."));
    for (const key of Object.keys(values))
      if (!links.includes(key)) symlinkSync(`${DATA}/${key}`, join(this.#folder, key));
    for (const key of links) if (!(key in values)) unlinkSync(join(this.#folder, key));
    if (this.#current !== undefined) rmSync(join(this.#folder, this.#current), { recursive: true });
    this.#current = next;
  }
}

/**
 * This machine with other disks below some folders, for what runs on it: a mount namespace, which the kernel removes with its last
 * process, so that nothing is left mounted whatever happens to a test. Linux, and only for who may mount.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type CliResult, run } from "./platform.ts";

/** Why there can be no such machine here, or false. */
export const noMachine: string | false =
  process.platform === "linux" && spawnSync("unshare", ["--mount", "true"]).status === 0
    ? false
    : "this user may not mount: it takes root on Linux";

export class Machine {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** @param disks by folder the options of a tmpfs over it, e.g. `size=64m` or `ro` */
  static async with(disks: Record<string, string>): Promise<Machine> {
    const mounts = Object.entries(disks).map(([folder, options]) => `mount -t tmpfs -o ${options} tmpfs ${folder}`);
    const script = [...mounts, "echo there", "read end"].join(" && ");
    const holder = spawn("unshare", ["--mount", "sh", "-c", script], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout!, "data");
    return new Machine(holder);
  }

  /** Runs a program on it, to its end. */
  run(command: string, args: string[], env: Record<string, string> = {}): Promise<CliResult> {
    const enter = ["--mount", `--target=${this.#holder.pid}`, `--wdns=${process.cwd()}`];
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return run("nsenter", [...enter, "env", ...settings, command, ...args], {});
  }

  /** The namespace ends with the last process in it. */
  end(): void {
    this.#holder.stdin!.end();
  }
}

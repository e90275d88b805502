/** What the supervisor of a local stack is told and tells: JSON over HTTP on a unix socket in the stack's folder. */

/** One process to keep running. Its environment never holds a secret: secrets are files that it reads. */
export interface ProcessSpec {
  /** Unique in the stack, e.g. kafka-1, registry, processor-0. Also the log's name: logs/<name>.log */
  name: string;
  /** What it is, for status: broker, zookeeper, registry, ingest, processor, generator, prometheus. */
  kind: string;
  /**
   * `node`, `java` or an absolute path; the first two are looked up by the supervisor. To `java` it adds, before `args`, the
   * flags that start it faster (components/local/java/shared-archive.ts) when the class path is that of a set of the lock.
   */
  command: string;
  /** May hold {stack} (the stack's folder) and {project} (the project's root), so that no path of a machine is in state. */
  args: string[];
  env: Record<string, string>;
  /** Ports it listens on, by role, e.g. { client: 19092 }; checked to be free before a start. */
  ports: Record<string, number>;
  /** The setting that changes each port, by role, e.g. { client: "local.ports.kafka" }; told when a port is taken. */
  portKeys: Record<string, string>;
  /** When it counts as ready. */
  ready: { kind: "http"; url: string } | { kind: "tcp"; port: number } | { kind: "started" };
  /** milliseconds until SIGKILL follows SIGTERM */
  stopTimeoutMs: number;
  /** Any text; another one means: restart although nothing else changed (hash of mounted configuration). */
  revision: string;
}

export type ProcessState = "starting" | "running" | "backing-off" | "stopping" | "stopped";

export interface ProcessStatus {
  name: string;
  kind: string;
  state: ProcessState;
  ready: boolean;
  pid: number | null;
  ports: Record<string, number>;
  /** How often it was started again after ending by itself. */
  restarts: number;
  /** ISO time of the last start. */
  startedAt: string | null;
  /** How it ended last, e.g. "exit code 1" or "signal SIGKILL". */
  lastExit: string | null;
  /** resident bytes; null where it cannot be read */
  residentBytes: number | null;
  revision: string;
}

export interface SupervisorStatus {
  version: 1;
  pid: number;
  stack: string;
  processes: ProcessStatus[];
}

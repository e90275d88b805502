/** Names and ports of the application's processes on one machine: fixed, so that people, scrapes and rules can rely on them. */

export type Role = "ingest" | "processor" | "generator";

/** Most processes of each role: their ops ports must not run into the next role's. */
export const roleLimits = { ingest: 20, generator: 10, processor: 60 } as const satisfies Record<Role, number>;

const opsOffset: Record<Role, number> = { ingest: 0, generator: 20, processor: 30 };

/** ingest-0, processor-3 */
export function processName(role: Role, index: number): string {
  return `${role}-${index}`;
}

/** Port of /live, /ready and /metrics. @param base `local.ports.ops` */
export function opsPort(base: number, role: Role, index: number): number {
  return base + opsOffset[role] + index;
}

/** Port of the HTTP API. @param base `local.ports.ingest` */
export function ingestPort(base: number, index: number): number {
  return base + index;
}

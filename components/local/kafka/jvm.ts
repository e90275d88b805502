/** How Java runs Kafka on a small machine. */

/** MiB of heap from which on several threads collecting garbage pay; below, one starts sooner and needs less memory. */
const parallelFromMb = 1024;

/**
 * Flags for a server process. The optimizing compiler stays on: without it (-XX:TieredStopAtLevel=1) a broker is ready some 10 %
 * sooner and slower for the rest of its life.
 */
export function serverFlags(heapMb: number): string[] {
  return [
    `-Xmx${heapMb}m`,
    ...(heapMb >= parallelFromMb ? ["-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"] : ["-XX:+UseSerialGC"]),
    // What runs out of memory is started again, instead of going on half alive.
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    // Localhost has both addresses; the listeners are on 127.0.0.1.
    "-Djava.net.preferIPv4Stack=true",
  ];
}

/** Flags for a tool that runs for less than a second. */
export const toolFlags: readonly string[] = [
  "-Xmx128m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Djava.awt.headless=true",
];

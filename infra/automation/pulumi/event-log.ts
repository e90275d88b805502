/** Follows the file that the Pulumi CLI writes its engine events to, a line of JSON each. */
import { closeSync, existsSync, openSync, readSync } from "node:fs";

const pollMs = 40;

/** @returns stops following, after all that was written has been told */
export function followEventLog(path: string, onEvent: (event: Record<string, any>) => void): () => void {
  let file: number | undefined;
  let rest = "";
  const buffer = Buffer.alloc(1 << 16);
  const decoder = new TextDecoder();
  const read = () => {
    if (file === undefined) {
      if (!existsSync(path)) return;
      file = openSync(path, "r");
    }
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return;
      const lines = (rest + decoder.decode(buffer.subarray(0, length), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") onEvent(JSON.parse(line) as Record<string, any>);
    }
  };
  const timer = setInterval(read, pollMs);
  return () => {
    clearInterval(timer);
    read();
    if (file !== undefined) closeSync(file);
  };
}

/** One client for each connection, shared by all that run at once and closed soon after the last of them. */
import type { KafkaConnection } from "../../../app/src/connection.ts";
import type { StackFolder } from "../folder.ts";
import { KafkaAdmin } from "./admin.ts";
import { clientOptions } from "./client-options.ts";

interface Shared {
  admin: KafkaAdmin;
  users: number;
  closing: NodeJS.Timeout | undefined;
}

/** Milliseconds. The next resource usually comes at once; a process that has done its work must be able to end. */
const idleMs = 300;
const open = new Map<string, Shared>();

/** Runs `work` with a client for the connection; secrets are read when a client is made, so a renewed one is seen by the next. */
export async function withAdmin<T>(
  connection: KafkaConnection,
  folder: StackFolder,
  work: (admin: KafkaAdmin) => Promise<T>,
): Promise<T> {
  const options = clientOptions(connection, folder);
  const key = JSON.stringify([folder.root, options]);
  const shared = open.get(key) ?? { admin: new KafkaAdmin(options), users: 0, closing: undefined };
  open.set(key, shared);
  clearTimeout(shared.closing);
  shared.users += 1;
  try {
    return await work(shared.admin);
  } finally {
    shared.users -= 1;
    if (shared.users === 0) {
      shared.closing = setTimeout(() => {
        open.delete(key);
        void shared.admin.close();
      }, idleMs);
    }
  }
}

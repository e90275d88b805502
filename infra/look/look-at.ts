/** Reads every part of a cluster that the settings need; what may not be read is noted, as the rest can be judged without it. */
import { TributaryError } from "../../components/errors.ts";
import { ForbiddenError, type Reader } from "./client.ts";
import type { Look, Seen, Unread } from "./look.ts";
import { readings } from "./readings/index.ts";
import type { Asked, Reading } from "./readings/reading.ts";
import type { KubernetesSettings } from "./wanted.ts";

/** Milliseconds for the first answer: whether there is anybody. */
const FIRST_MS = 8_000;

/**
 * @param stack whose settings these are
 * @throws TributaryError TRB_CLUSTER_UNREACHABLE without an answer; TRB_CLUSTER_FORBIDDEN when nobody is logged in, or nothing may be read
 */
export async function lookAt(reader: Reader, settings: KubernetesSettings, stack: string): Promise<Look> {
  const { context, server } = reader;
  const { version, groups } = await basics(reader);
  const asked: Asked = { settings, stack, groups };
  const seen: Partial<Seen> = {};
  const unread: Unread[] = [];
  const parts = Object.entries(readings) as [keyof Seen, Reading<any>][];
  await Promise.all(
    parts
      .filter(([, { needed }]) => needed?.(asked) ?? true)
      .map(async ([part, { right, serves, read }]) => {
        try {
          seen[part] = await read(reader, asked);
        } catch (error) {
          if (!(error instanceof ForbiddenError)) throw error;
          unread.push({ right, serves });
        }
      }),
  );
  if (Object.keys(seen).length === 0) throw nothingMayBeRead(context, server, unread);
  return { context, server, stack, version, groups: [...groups.keys()], unread: unread.sort(byRight), ...seen };
}

/** What everybody may read who is logged in. */
async function basics(reader: Reader): Promise<{ version: string; groups: Map<string, string[]> }> {
  try {
    const { gitVersion } = await reader.get("/version", { withinMs: FIRST_MS });
    const served: any[] = (await reader.get("/apis")).groups;
    const groups = served.map(({ name, versions }) => [name, versions.map(({ version }: any) => version)] as const);
    return { version: /\d+\.\d+\.\d+/.exec(gitVersion)?.[0] ?? gitVersion, groups: new Map(groups) };
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    throw nothingMayBeRead(reader.context, reader.server, [{ right: "get /version and /apis", serves: "" }]);
  }
}

/** Answers come in any order. */
const byRight = (a: Unread, b: Unread): number => (a.right < b.right ? -1 : 1);

function nothingMayBeRead(context: string, server: string, unread: Unread[]): TributaryError {
  const rights = unread.sort(byRight).map(({ right }) => right);
  return new TributaryError(
    "TRB_CLUSTER_FORBIDDEN",
    `Context ${context} (${server}) may read nothing of what an up depends on: it needs the rights to ${rights.join("; ")}.`,
    { hint: "Name another context in kubernetes.context, or give it these rights.", details: { rights } },
  );
}

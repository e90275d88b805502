/** What a file of this folder exports: one part of a cluster, how it is read and what it is read for. */
import type { Reader } from "../client.ts";
import type { KubernetesSettings } from "../wanted.ts";

/** What is known before a part is read. */
export interface Asked {
  settings: KubernetesSettings;
  stack: string;
  /** API groups with their versions, the preferred one first. */
  groups: Map<string, string[]>;
}

export interface Reading<T> {
  /** What a role must allow: list nodes */
  right: string;
  /** What is judged by it, as it stands in a sentence. */
  serves: string;
  /** False: nothing of the settings needs it. Default: it is always needed. */
  needed?: (asked: Asked) => boolean;
  /** @throws ForbiddenError when it may not be read */
  read: (reader: Reader, asked: Asked) => Promise<T>;
}

/** Objects of a page of a list; the largest lists are those of topics and Deployments. */
const PAGE = 500;

/** All objects of a list; none when the server does not have the kind. */
export async function list(reader: Reader, path: string, query: Record<string, string> = {}): Promise<any[]> {
  const items: any[] = [];
  let from: string | undefined;
  do {
    const asked = new URLSearchParams({ ...query, limit: String(PAGE), ...(from ? { continue: from } : {}) });
    const page = await reader.get(`${path}?${asked}`);
    if (page === undefined) return items;
    items.push(...page.items);
    from = page.metadata?.continue;
  } while (from);
  return items;
}

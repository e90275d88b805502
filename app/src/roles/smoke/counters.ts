/** Counters of all processes of a role, read from their pages before and after. */
import { lookup } from "node:dns/promises";

const PAGE_MS = 2_000;

/** Address of a page, and what it counted; undefined: it did not answer. */
export type Pages = Map<string, string | undefined>;

/** Never rejects: who does not answer is told where something is missing. */
export async function readPages(urls: readonly string[]): Promise<Pages> {
  const all = (await Promise.all(urls.map(addressesOf))).flat();
  const texts = await Promise.all(all.map(async (url) => [url, await pageOf(url)] as const));
  return new Map(texts);
}

/** A name may stand for many processes; one that is not known is a page that does not answer. */
async function addressesOf(url: string): Promise<string[]> {
  const { hostname, port, pathname } = new URL(url);
  const found = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  if (found.length === 0) return [url];
  const host = ({ address, family }: { address: string; family: number }): string =>
    family === 6 ? `[${address}]` : address;
  return found.map((one) => `http://${host(one)}:${port || 80}${pathname}`);
}

async function pageOf(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PAGE_MS) });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** By how much a counter has grown over all pages. One that fell belongs to a process that began anew. */
export function growth(before: Pages, after: Pages, name: string, label = ""): number {
  let sum = 0;
  for (const [url, text] of after) {
    // It did not answer before: what it had counted by then nobody knows. One that was not there is a new process.
    if (before.has(url) && before.get(url) === undefined) continue;
    const [was, is] = [sampled(before.get(url), name, label), sampled(text, name, label)];
    sum += is < was ? is : is - was;
  }
  return sum;
}

/** Sum of the samples of a name whose labels hold this text. */
export function sampled(page: string | undefined, name: string, label = ""): number {
  let sum = 0;
  for (const line of (page ?? "").split("\n")) {
    const [, labels = "", value] = line.startsWith(name) ? (/^[\w:]+(\{[^}]*\})? (\S+)/.exec(line) ?? []) : [];
    if (value === undefined || !/[ {]/.test(line[name.length] ?? "") || !labels.includes(label)) continue;
    sum += Number(value);
  }
  return sum;
}

/** Addresses of those that did not answer. */
export const silent = (pages: Pages): string[] =>
  [...pages].flatMap(([url, text]) => (text === undefined ? [url] : []));

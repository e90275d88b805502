/** What a page for Prometheus tells, and whether a query of a signal would find something on it. */
import type { Query } from "../../components/monitoring/signal.ts";

export interface Sample {
  name: string;
  labels: Record<string, string>;
}

/** @param text in Prometheus' text format */
export function samplesOf(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const [, name, , labels = ""] = /^([a-zA-Z_:][\w:]*)(\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key!, value!] as const);
    return [{ name, labels: Object.fromEntries(pairs) }];
  });
}

/** @throws Error the address does not answer with a page */
export async function pageAt(url: string): Promise<Sample[]> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return samplesOf(await answer.text());
}

/** Selectors of a query that find nothing among the samples; matchers of labels that a scrape adds are left out. */
export function missingFrom(samples: readonly Sample[], query: Query): string[] {
  return [...query.matchAll(/([a-zA-Z_:][\w:]*)\s*\{[%@]([^}]*)\}/g)]
    .filter(([, name, rest]) => !samples.some((sample) => sample.name === name && fits(sample, rest!)))
    .map(([selector]) => selector);
}

const ofScrape = new Set(["job", "stack", "instance"]);

function fits({ labels }: Sample, matchers: string): boolean {
  return [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g)].every(([, label, operator, value]) => {
    if (ofScrape.has(label!)) return true;
    const found = labels[label!] ?? "";
    const same = operator!.endsWith("~") ? new RegExp(`^(?:${value})$`).test(found) : found === value;
    return same !== operator!.startsWith("!");
  });
}

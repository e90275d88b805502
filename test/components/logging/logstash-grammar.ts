/**
 * Logstash's configuration language, read by its published grammar (logstash-core/lib/logstash/config/grammar.treetop): sections of plugins,
 * each with attributes of values. Branches are left out, as no pipeline of ours has any.
 */

export interface Plugin {
  section: "input" | "filter" | "output";
  name: string;
  attributes: Record<string, unknown>;
}

/** @throws Error at the first place that the grammar does not allow */
export function parsePipeline(text: string): Plugin[] {
  let at = 0;
  const fail = (wanted: string): never => {
    throw new Error(
      `line ${text.slice(0, at).split("\n").length}: ${wanted} expected, not ${JSON.stringify(text.slice(at, at + 20))}`,
    );
  };
  const blank = () => {
    at += /^(\s|#[^\n]*(\n|$))*/.exec(text.slice(at))![0].length;
  };
  const take = (pattern: RegExp, wanted: string): string => {
    const found = new RegExp(`^(?:${pattern.source})`).exec(text.slice(at));
    if (found === null) return fail(wanted);
    at += found[0].length;
    blank();
    return found[0];
  };
  const next = (pattern: RegExp): boolean => new RegExp(`^(?:${pattern.source})`).test(text.slice(at));
  const value = (): unknown => {
    if (next(/\[/)) return array();
    if (next(/["']/)) return take(/"(?:\\"|[^"])*"|'(?:\\'|[^'])*'/, "a string").slice(1, -1);
    if (next(/-?\d/)) return Number(take(/-?\d+(?:\.\d*)?/, "a number"));
    const word = take(/[A-Za-z_]\w+/, "a value");
    return word === "true" ? true : word === "false" ? false : word;
  };
  const array = (): unknown[] => {
    take(/\[/, "[");
    const values: unknown[] = [];
    while (!next(/\]/)) {
      if (values.length > 0) take(/,/, "a comma");
      values.push(value());
    }
    take(/\]/, "]");
    return values;
  };
  const plugins: Plugin[] = [];
  blank();
  while (at < text.length) {
    const section = take(/input|filter|output/, "input, filter or output") as Plugin["section"];
    take(/\{/, "{");
    while (!next(/\}/)) {
      const name = take(/[A-Za-z0-9_-]+/, "a plugin");
      const attributes: Record<string, unknown> = {};
      take(/\{/, "{");
      while (!next(/\}/)) {
        const key = take(/[A-Za-z0-9_-]+|"[^"]*"/, "an attribute");
        take(/=>/, "=>");
        attributes[key] = value();
      }
      take(/\}/, "}");
      plugins.push({ section, name, attributes });
    }
    take(/\}/, "}");
  }
  return plugins;
}

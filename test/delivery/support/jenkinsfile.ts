/** The stages of a declarative pipeline, as far as this repository's uses them. */

export interface Stage {
  name: string;
  /** The value of TRIBUTARY_WAY that it waits for; undefined: it always runs. */
  only: string | undefined;
  /** Commands of `sh`. */
  steps: string[];
  onFailure: string[];
}

export function stagesOf(text: string): Stage[] {
  return [...text.matchAll(/\bstage\('([^']+)'\) \{/g)].map((match) => {
    const body = blockAt(text, match.index + match[0].length);
    const post = block(body, "post");
    return {
      name: match[1]!,
      only: /when \{ environment name: 'TRIBUTARY_WAY', value: '([^']+)' \}/.exec(body)?.[1],
      steps: commandsOf(block(body, "steps")),
      onFailure: commandsOf(block(post, "failure")),
    };
  });
}

const commandsOf = (text: string): string[] => [...text.matchAll(/\bsh '([^']+)'/g)].map(([, command]) => command!);

/** What stands in the first block of this name; empty: there is none. */
function block(text: string, name: string): string {
  const match = new RegExp(`\\b${name} \\{`).exec(text);
  return match === null ? "" : blockAt(text, match.index + match[0].length);
}

/** @param start after the opening brace */
function blockAt(text: string, start: number): string {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    if (text[index] === "}") depth -= 1;
    if (depth === 0) return text.slice(start, index);
  }
  return text.slice(start);
}

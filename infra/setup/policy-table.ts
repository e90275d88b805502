/** The table of docs/policy.md, made of the rules themselves. */
import { rules } from "../policy/rules/index.ts";

const row = (cells: string[]) => `| ${cells.join(" | ")} |`;

export function renderPolicyTable(): string {
  const head = ["rule", "level", "severity", "what must hold", "how to mend it"];
  return [
    row(head),
    row(head.map(() => "---")),
    ...rules.map(({ name, level, severity, about, mend }) => row([`\`${name}\``, level, severity, about, mend])),
  ].join("\n");
}

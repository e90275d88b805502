/** What each backend can do: data of capabilities.json, which validation, the README's table and the tests read. */
import data from "./capabilities.json" with { type: "json" };
import type { Capabilities, CapabilityName, Flavour } from "./cluster.ts";

const table = data.backends as Record<
  Flavour,
  { title: string; status: "works" | "planned"; proof: string; capabilities: Capabilities }
>;

/** In the order of the table. */
export const backends = Object.keys(table) as Flavour[];
export const capabilityNames = Object.keys(data.names) as CapabilityName[];

export function capabilitiesOf(backend: Flavour): Capabilities {
  return table[backend].capabilities;
}

/**
 * The README's table: a row a capability, a column a backend. What works today and yet cannot do something says why below; the
 * reasons and sources of all others stand in capabilities.json.
 */
export function renderCapabilityTable(): string {
  const notes: string[] = [];
  const rows = capabilityNames.map((name) => {
    const cells = backends.map((backend) => cellText(backend, name, notes));
    return `| ${data.names[name]} | ${cells.join(" | ")} |`;
  });
  const head = `| | ${backends.map(heading).join(" | ")} |`;
  const line = `| --- |${" :-: |".repeat(backends.length)}`;
  return [head, line, ...rows, proofs(), "", ...notes].join("\n");
}

/** What a yes was held against at least; docs/verification.md says it cell by cell. */
function proofs(): string {
  return `| Held against | ${backends.map((backend) => table[backend].proof || "nothing yet").join(" | ")} |`;
}

function cellText(backend: Flavour, name: CapabilityName, notes: string[]): string {
  const { title, status, capabilities } = table[backend];
  if (capabilities[name].supported) return "yes";
  if (status === "planned") return "no";
  notes.push(`${notes.length + 1}. ${title}, ${data.names[name]}: ${capabilities[name].reason}`);
  return `no <sup>${notes.length}</sup>`;
}

/** A backend that cannot be deployed yet says so in its column: its cells are what the service offers. */
function heading(backend: Flavour): string {
  const { title, status } = table[backend];
  return status === "works" ? title : `${title} (to come)`;
}

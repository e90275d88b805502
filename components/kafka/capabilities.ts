/** What each backend can do: data of capabilities.json, which validation, the README's table and the tests read. */
import data from "./capabilities.json" with { type: "json" };
import type { Capabilities, CapabilityName, Flavour, Proof } from "./cluster.ts";

const table = data.backends as Record<
  Flavour,
  { title: string; status: "works" | "planned"; proof: string; capabilities: Capabilities }
>;

/** In the order of the table. */
export const backends = Object.keys(table) as Flavour[];
/** From most to least. */
export const proofs = Object.keys(data.proofs) as Proof[];
export const capabilityNames = Object.keys(data.names) as CapabilityName[];

export function capabilitiesOf(backend: Flavour): Capabilities {
  return table[backend].capabilities;
}

/**
 * The README's table: a row a capability, a column a backend, and how far each yes was proven. What works today and yet cannot do
 * something says why below; the reasons and sources of all others stand in capabilities.json.
 */
export function renderCapabilityTable(): string {
  const notes: string[] = [];
  const rows = capabilityNames.map((name) => {
    const cells = backends.map((backend) => cellText(backend, name, notes));
    return `| ${data.names[name]} | ${cells.join(" | ")} |`;
  });
  const head = `| | ${backends.map(heading).join(" | ")} |`;
  const line = `| --- |${" :-: |".repeat(backends.length)}`;
  return [legend(), "", head, line, ...rows, heldAgainst(), "", ...notes].join("\n");
}

/** Against what a column's models and real things were: docs/verification.md has the rest. */
function heldAgainst(): string {
  return `| Held against | ${backends.map((backend) => table[backend].proof || "nothing yet").join(" | ")} |`;
}

function legend(): string {
  const used = new Set(backends.flatMap((backend) => Object.values(capabilitiesOf(backend)).map(({ proof }) => proof)));
  const levels = proofs.filter((proof) => used.has(proof)).map((proof) => `- **${proof}**: ${data.proofs[proof]}.`);
  const what = "Behind each yes stands how far it was proven. A column to come says what the service offers.";
  return [what, "", ...levels].join("\n");
}

function cellText(backend: Flavour, name: CapabilityName, notes: string[]): string {
  const { title, status, capabilities } = table[backend];
  const { supported, proof } = capabilities[name];
  if (supported) return proof === undefined ? "yes" : `yes (${proof})`;
  if (status === "planned") return "no";
  notes.push(`${notes.length + 1}. ${title}, ${data.names[name]}: ${capabilities[name].reason}`);
  return `no <sup>${notes.length}</sup>`;
}

/** A backend that cannot be deployed yet says so in its column: its cells are what the service offers. */
function heading(backend: Flavour): string {
  const { title, status } = table[backend];
  return status === "works" ? title : `${title} (to come)`;
}

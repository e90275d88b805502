/** What each backend can do: data of capabilities.json, which validation, the README's table and the tests read. */
import data from "./capabilities.json" with { type: "json" };
import type { Backend, Capabilities, CapabilityName } from "./cluster.ts";

const table = data.backends as Record<
  Backend,
  { title: string; status: "works" | "planned"; capabilities: Capabilities }
>;

/** In the order of the table. */
export const backends = Object.keys(table) as Backend[];
export const capabilityNames = Object.keys(data.names) as CapabilityName[];

export function capabilitiesOf(backend: Backend): Capabilities {
  return table[backend].capabilities;
}

/** The README's table: a row a capability, a column a backend. What cannot be done has its reason below. */
export function renderCapabilityTable(): string {
  const head = `| | ${backends.map((backend) => heading(backend)).join(" | ")} |`;
  const line = `| --- |${" :-: |".repeat(backends.length)}`;
  const notes: string[] = [];
  const rows = capabilityNames.map((name) => {
    const cells = backends.map((backend) => {
      const cell = table[backend].capabilities[name];
      if (cell.supported) return "yes";
      notes.push(`${table[backend].title}, ${data.names[name]}: ${cell.reason}`);
      return `no<sup>${notes.length}</sup>`;
    });
    return `| ${data.names[name]} | ${cells.join(" | ")} |`;
  });
  return [head, line, ...rows, "", ...notes.map((note, index) => `${index + 1}. ${note}`)].join("\n");
}

/** A backend that cannot be deployed yet says so in its column: its cells are what the service offers. */
function heading(backend: Backend): string {
  const { title, status } = table[backend];
  return status === "works" ? title : `${title} (to come)`;
}

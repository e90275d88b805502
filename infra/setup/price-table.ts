/** The table of docs/cost.md, made of the list prices themselves: a line a source. */
import { listPrices } from "../cost/prices/index.ts";

const row = (cells: string[]) => `| ${cells.join(" | ")} |`;

export function renderPriceTable(): string {
  const bySource = Map.groupBy(listPrices, ({ source, seen, region }) => `${source}\n${seen}\n${region}`);
  const rows = [...bySource.values()].map((prices) => {
    const { source, seen, region, via } = prices[0]!;
    const amounts = [...Map.groupBy(prices, ({ service }) => service)].map(
      ([service, some]) =>
        `\`${service}\`: ${some.map(({ unit, usd, upTo }) => `${unit} ${usd}${upTo === undefined ? "" : ` to ${upTo}`}`).join(", ")}`,
    );
    return row([
      region === "*" ? "all" : region,
      amounts.join("; "),
      seen ?? "",
      `<${source}>${via === undefined ? "" : `, by ${via}`}`,
    ]);
  });
  const head = ["region", "USD", "of", "source"];
  return [row(head), row(head.map(() => "---")), ...rows].join("\n");
}

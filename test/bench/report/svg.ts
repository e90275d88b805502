/** The figures as a picture: for each row a bar a contender. Drawn without a library, readable on light and on dark pages. */
import type { ContenderResult, RowResult } from "../rows/summary.ts";
import { decimals, grouped } from "../support/stats.ts";
import type { Results } from "./results.ts";

/** pixels */
const layout = { width: 860, left: 250, right: 170, bar: 16, gap: 5, row: 26, top: 46 };

/** Tones in between for viewers that do not tell whether the page is light or dark. */
const style = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #747d87 }
  .head { font-weight: 600 } .small { font-size: 11px }
  .own { fill: #2a9570 } .rival { fill: #8c959f } .axis { stroke: #8c959f; stroke-opacity: 0.6 }
  @media (prefers-color-scheme: light) { text { fill: #24292f } .small { fill: #57606a } }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .small { fill: #9198a1 } }`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);

/** What the bar's length stands for. */
const sizeOf = ({ rate, latency }: ContenderResult): number => latency?.p99 ?? rate.median;

function labelOf(row: RowResult, contender: ContenderResult): string {
  if (contender.missing !== undefined) return "missing";
  const { rate, latency } = contender;
  const text = latency === undefined ? `${grouped(rate.median)}/s` : `p99 ${decimals(latency.p99, 0)} ms`;
  const ratio = row.targets.find(({ rival }) => rival === contender.id)?.ratio;
  return ratio === undefined || ratio === null ? text : `${text} (ours ${decimals(ratio)}×)`;
}

function drawRow(row: RowResult, top: number): { svg: string; height: number } {
  const most = Math.max(...row.contenders.map(sizeOf).filter(Number.isFinite), 1);
  const room = layout.width - layout.left - layout.right;
  const bars = row.contenders.map((contender, index) => {
    const y = top + layout.row + index * (layout.bar + layout.gap);
    const size = sizeOf(contender);
    const width = Number.isFinite(size) ? Math.max(1, Math.round((size / most) * room)) : 0;
    const text = y + layout.bar - 4;
    return [
      `<text x="${layout.left - 8}" y="${text}" text-anchor="end">${escaped(contender.name)}</text>`,
      `<rect class="${index === 0 ? "own" : "rival"}" x="${layout.left}" y="${y}" width="${width}" height="${layout.bar}" rx="2"/>`,
      `<text class="small" x="${layout.left + width + 6}" y="${text}">${escaped(labelOf(row, contender))}</text>`,
    ].join("\n");
  });
  const note = row.contenders.some(({ latency }) => latency) ? ": shorter is better" : "";
  const title = `<text class="head" x="8" y="${top + 16}">${escaped(row.title + note)}</text>`;
  const end = layout.row + bars.length * (layout.bar + layout.gap);
  const { left } = layout;
  const axis = `<line class="axis" x1="${left}" y1="${top + layout.row - 4}" x2="${left}" y2="${top + end - 1}"/>`;
  return { svg: [title, axis, ...bars].join("\n"), height: end + 14 };
}

/** An SVG document. */
export function picture(results: Results): string {
  let top = layout.top;
  const rows = results.rows.map((row) => {
    const { svg, height } = drawRow(row, top);
    top += height;
    return svg;
  });
  const { width } = layout;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-label="Rates and latencies beside those of the rivals">
<style>${style}
</style>
<text x="8" y="18" class="head">Tributary beside its rivals, one broker, medians of ${results.rounds} rounds</text>
<text x="8" y="35" class="small">${escaped(results.machine)}</text>
${rows.join("\n")}
</svg>
`;
}

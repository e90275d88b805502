/** Where panels lie: row by row, from left to right, as Grafana's grid of 24 columns wants it. Ids are their places in the whole dashboard. */
import type { Dashboard, Panel } from "./dashboard.ts";

export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface NumberedRow {
  id: number;
  title: string;
  panels: { id: number; panel: Panel }[];
}

/** Rows and panels with their ids, which stay when some are left out. */
export function numbered({ rows }: Pick<Dashboard, "rows">): NumberedRow[] {
  let id = 0;
  return rows.map(({ title, panels }) => ({
    id: ++id,
    title,
    panels: panels.map((panel) => ({ id: ++id, panel })),
  }));
}

const COLUMNS = 24;

/** By id. */
export function places(rows: readonly NumberedRow[]): Map<number, Place> {
  const found = new Map<number, Place>();
  let y = 0;
  for (const row of rows) {
    found.set(row.id, { x: 0, y, w: COLUMNS, h: 1 });
    y += 1;
    let [x, height] = [0, 0];
    for (const { id, panel } of row.panels) {
      if (x + panel.width > COLUMNS) [x, y, height] = [0, y + height, 0];
      found.set(id, { x, y, w: panel.width, h: panel.height });
      x += panel.width;
      height = Math.max(height, panel.height);
    }
    y += height;
  }
  return found;
}
